-- Never released in these shapes.
drop function if exists ${pgqueue.schema}.enqueue(text, jsonb, text, interval, int, jsonb, boolean, timestamptz, text);
drop function if exists ${pgqueue.schema}.enqueue_many(text, jsonb[], text[], interval, int, jsonb, boolean, timestamptz, text);

-- Never released in these shapes.
drop function if exists ${pgqueue.schema}.enqueue(int[], text[], text[], text[], smallint[], bigint[], timestamptz[], smallint[]);
drop function if exists ${pgqueue.schema}.claim(int, bigint, int[], int[], timestamptz[]);
drop function if exists ${pgqueue.schema}.register_kinds(text[], int[], interval[]);
drop function if exists ${pgqueue.schema}.release_rows(tid[]);
drop function if exists ${pgqueue.schema}.enqueue_many(text, jsonb[], text[], interval, int, jsonb, boolean, timestamptz, text, text, text);

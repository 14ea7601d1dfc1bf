-- Never released in these shapes.
drop function if exists ${pgqueue.schema}.enqueue(int[], text[], text[], text[], smallint[], bigint[], timestamptz[], smallint[]);
drop function if exists ${pgqueue.schema}.claim(int, bigint, int[], int[], timestamptz[]);
drop function if exists ${pgqueue.schema}.register_kinds(text[], int[], interval[]);
drop function if exists ${pgqueue.schema}.release_rows(tid[]);
drop function if exists ${pgqueue.schema}.enqueue_many(text, jsonb[], text[], interval, int, jsonb, boolean, timestamptz, text, text, text);
drop function if exists ${pgqueue.schema}.take_lanes(tid[], int);
drop function if exists ${pgqueue.schema}.lock_followers(tid[], int);
drop function if exists ${pgqueue.schema}.is_behind(int[], text[], bigint[], bigint[]);
drop function if exists ${pgqueue.schema}.unpark(bigint[]);
drop function if exists ${pgqueue.schema}.mend_lanes(int[], text[], bigint[]);
drop function if exists ${pgqueue.schema}.first_of_key(int, text, bigint);
drop function if exists ${pgqueue.schema}.enqueue(
    int[], text[], text[], text[], smallint[], bigint[], timestamptz[], smallint[], text[], text[]);

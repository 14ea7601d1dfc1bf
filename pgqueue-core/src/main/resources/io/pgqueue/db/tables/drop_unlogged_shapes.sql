-- Never released in these shapes.
drop function if exists ${pgqueue.schema}.register_kinds(text[], int[], interval[], boolean[]);
drop function if exists ${pgqueue.schema}.release_rows(tid[]);

document.title = "pgqueue";

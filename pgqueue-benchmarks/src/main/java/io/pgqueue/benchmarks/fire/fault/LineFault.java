package io.pgqueue.benchmarks.fire.fault;

/** What befalls the line between a process and the database. */
enum LineFault implements Fault {
    NETWORK_CUT("the connections of a process break, and it gets no new ones for a while") {
        @Override
        public boolean strike(Arena arena) throws Exception {
            return arena.harmAny(member -> {
                member.line().cut();
                Arena.pause(arena.between(200, 4_000));
                member.line().restore();
            });
        }
    },
    NETWORK_SLOW("each packet from and to a process is late by up to 150 ms") {
        @Override
        public boolean strike(Arena arena) throws Exception {
            return arena.harmAny(member -> {
                member.line().delay(arena.between(20, 150));
                Arena.pause(arena.between(1_000, 4_000));
                member.line().restore();
            });
        }
    },
    NETWORK_HALF_OPEN(
            "nothing passes between a process and the database for 2 to 11 s, and neither is told; after 8 s it is dead to the"
                    + " others") {
        @Override
        public boolean strike(Arena arena) throws Exception {
            return arena.harmAny(member -> {
                member.line().mute();
                Arena.pause(arena.between(2_000, 11_000));
                member.line().restore();
            });
        }
    };

    private final String says;

    LineFault(String says) {
        this.says = says;
    }

    @Override
    public String says() {
        return says;
    }
}

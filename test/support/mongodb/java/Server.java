import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;
import java.util.Scanner;

/**
 * A server of MongoDB's protocol in memory. Says its port; on `down` it cuts every connection and stops listening,
 * on `up` it listens again on the same port with all that it was told; it ends with its standard input.
 */
public class Server {
    /** Wire version 9 is MongoDB 4.4, the least that version 7 of the driver speaks with is 8. */
    private static final MongoVersion VERSION = new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(4, 4, 0);
        }

        @Override
        public int getWireVersion() {
            return 9;
        }
    };

    public static void main(String[] arguments) {
        MemoryBackend backend = new MemoryBackend() {
            @Override
            public void close() {
                // What it holds outlives the server.
            }
        };
        backend.version(VERSION);
        MongoServer server = new MongoServer(backend);
        server.bind("127.0.0.1", 0);
        int port = server.getLocalAddress().getPort();
        System.out.println(port);
        Scanner orders = new Scanner(System.in);
        while (orders.hasNextLine()) {
            if (orders.nextLine().equals("down")) {
                server.shutdownNow();
            } else {
                server = new MongoServer(backend);
                server.bind("127.0.0.1", port);
            }
            System.out.println(port);
        }
        System.exit(0);
    }
}

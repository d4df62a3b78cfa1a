import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.List;
import java.util.Scanner;
import org.h2.mvstore.MVStore;

/**
 * A server of MongoDB's protocol: `Server <port> [<file>]`, in memory or in the file. Says its port; on `down` it cuts
 * every connection and stops listening, on `up` it listens again on the same port with all that it was told; it ends
 * with its standard input.
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

    /** What it holds outlives the server. */
    private static MongoBackend inMemory() {
        return new MemoryBackend() {
            @Override
            public void close() {
            }
        };
    }

    /** What it has acknowledged is in the file, and of what it has not, all or nothing: also when it is killed. */
    private static MongoBackend onDisk(String file) {
        return new H2Backend(new MVStore.Builder().fileName(file).autoCommitDisabled().open()) {
            @Override
            public synchronized Document handleMessage(MongoMessage message) {
                try {
                    return super.handleMessage(message);
                } finally {
                    commit();
                }
            }

            @Override
            public void close() {
            }
        };
    }

    public static void main(String[] arguments) {
        MongoBackend backend = arguments.length > 1 ? onDisk(arguments[1]) : inMemory();
        backend.version(VERSION);
        MongoServer server = new MongoServer(backend);
        server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
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

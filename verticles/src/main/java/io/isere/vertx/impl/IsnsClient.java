package io.isere.vertx.impl;

import io.isere.iscsi.isns.IsnsException;
import io.isere.iscsi.isns.IsnsMessage;
import io.isere.iscsi.isns.IsnsReader;
import io.isere.iscsi.isns.IsnsRequests;
import io.isere.iscsi.text.TargetRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks an iSNS server (RFC 4171) over TCP: a connection a request, for requests are rare. Any thread; control path only.
 */
final class IsnsClient {
    private static final int TIMEOUT_MS = 10_000;

    private final Vertx vertx;
    private final HostPort server;
    private final AtomicInteger transactions = new AtomicInteger();

    /**
     * @param server {@code host:port}; no port is 3205
     * @throws IllegalArgumentException when it is none
     */
    IsnsClient(Vertx vertx, String server) {
        this.vertx = vertx;
        this.server = HostPort.parse(server, IsnsMessage.PORT);
    }

    int nextTransaction() {
        return transactions.incrementAndGet();
    }

    /** Sends a request; completes with the response of a server that granted it. */
    Future<IsnsMessage> call(IsnsMessage request) {
        NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(TIMEOUT_MS));
        return client.connect(server.port(), server.host())
                .compose(socket -> ask(socket, request))
                .map(response -> IsnsRequests.requireGranted(request, response))
                .recover(failure -> Future.failedFuture(new IsnsException(
                        "iSNS server " + server.host() + ":" + server.port() + ": " + messageOf(failure))))
                .eventually(client::close);
    }

    private static String messageOf(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private Future<IsnsMessage> ask(NetSocket socket, IsnsMessage request) {
        Promise<IsnsMessage> answer = Promise.promise();
        IsnsReader reader = new IsnsReader();
        socket.handler(bytes -> {
            try {
                reader.append(bytes.getBytes());
                IsnsMessage response = reader.poll();
                if (response != null) {
                    answer.tryComplete(response);
                }
            } catch (IsnsException e) {
                answer.tryFail(e);
            }
        });
        socket.exceptionHandler(answer::tryFail);
        socket.closeHandler(closed -> answer.tryFail("it closed the connection without an answer"));
        socket.write(Buffer.buffer(request.encode())).onFailure(answer::tryFail);
        return answer.future().timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }

    /** What targets there are for an initiator: registers it, asks for their names, then for the portals of each. */
    Future<List<TargetRecord>> discover(String initiatorName) {
        return call(IsnsRequests.registerInitiator(nextTransaction(), initiatorName))
                .compose(registered -> call(IsnsRequests.queryTargets(nextTransaction(), initiatorName)))
                .compose(response -> portals(initiatorName, IsnsRequests.names(response)))
                .eventually(() -> call(IsnsRequests.deregister(nextTransaction(), initiatorName)));
    }

    private Future<List<TargetRecord>> portals(String initiatorName, List<String> targetNames) {
        Future<List<TargetRecord>> records = Future.succeededFuture(new ArrayList<>());
        for (String name : targetNames) {
            records = records.compose(known -> call(IsnsRequests.queryPortals(nextTransaction(), initiatorName, name))
                    .map(response -> {
                        known.add(IsnsRequests.record(name, response));
                        return known;
                    }));
        }
        return records;
    }
}

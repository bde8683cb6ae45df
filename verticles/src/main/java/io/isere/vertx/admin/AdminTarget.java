package io.isere.vertx.admin;

import io.isere.scsi.backstore.Backstore;
import io.isere.vertx.IsereTargetNode;
import io.isere.vertx.IsereTargetOptions.LunEntry;
import io.isere.vertx.config.ConfiguredNode;
import io.isere.vertx.config.LunSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/** A running target node as its administration sees it. Any thread. */
public interface AdminTarget {
    /** The node. */
    IsereTargetNode node();

    /** Serves one more logical unit; fails with what was wrong. */
    Future<Void> addLun(String target, int lun, LunSpec spec);

    /** Takes one away when its commands have ended; fails with what was wrong. */
    Future<Void> removeLun(String target, int lun);

    /** One that follows a configuration. */
    static AdminTarget of(ConfiguredNode configured) {
        return new AdminTarget() {
            @Override
            public IsereTargetNode node() {
                return configured.node();
            }

            @Override
            public Future<Void> addLun(String target, int lun, LunSpec spec) {
                return configured.addLun(target, lun, spec).mapEmpty();
            }

            @Override
            public Future<Void> removeLun(String target, int lun) {
                return configured.removeLun(target, lun).mapEmpty();
            }
        };
    }

    /** One that nobody else changes. */
    static AdminTarget of(Vertx vertx, IsereTargetNode node) {
        return new AdminTarget() {
            @Override
            public IsereTargetNode node() {
                return node;
            }

            @Override
            public Future<Void> addLun(String target, int lun, LunSpec spec) {
                Callable<Void> add = () -> {
                    Backstore store = spec.open();
                    try {
                        node.addLun(target, new LunEntry(lun, store, spec.options()));
                        return null;
                    } catch (RuntimeException e) {
                        store.close();
                        throw e;
                    }
                };
                return vertx.executeBlocking(add);
            }

            @Override
            public Future<Void> removeLun(String target, int lun) {
                return node.removeLun(target, lun);
            }
        };
    }
}

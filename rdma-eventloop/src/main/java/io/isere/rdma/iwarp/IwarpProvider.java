package io.isere.rdma.iwarp;

import io.isere.rdma.verbs.Availability;
import io.isere.rdma.verbs.DeviceContext;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.RdmaProvider;

/**
 * RDMA over TCP sockets: software iWARP (MPA, DDP and RDMAP; RFC 5040, 5041, 5044 and 6581), which talks to the Linux
 * kernel's siw and needs no RDMA device. Stateless; any thread.
 */
public final class IwarpProvider implements RdmaProvider {
    /** The name people choose it by. */
    public static final String NAME = "iwarp";

    private final IwarpOptions options;

    /** With default options; for the service loader. */
    public IwarpProvider() {
        this(new IwarpOptions());
    }

    /** With these options, which nobody changes any more. */
    public IwarpProvider(IwarpOptions options) {
        this.options = options;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Availability availability() {
        return new Availability(true, "software iWARP needs TCP only");
    }

    @Override
    public RdmaDevice open(DeviceContext context) {
        return new IwarpDevice(context, options);
    }
}

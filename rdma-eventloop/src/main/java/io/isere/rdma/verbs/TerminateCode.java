package io.isere.rdma.verbs;

/**
 * The three numbers of a Terminate message (RFC 5040 section 4.8).
 *
 * @param layer 0 RDMAP, 1 DDP, 2 the lower layer (MPA)
 * @param type error type within the layer
 * @param code error code within the type
 */
public record TerminateCode(int layer, int type, int code) {
    /** No Terminate message was involved. */
    public static final TerminateCode NONE = new TerminateCode(-1, -1, -1);

    @Override
    public String toString() {
        return layer < 0 ? "none" : String.format("layer %d type %d code 0x%02x", layer, type, code);
    }
}

package io.isere.rdma.verbs;

/** Defects of devices under test, of which the suite knows the cause in the driver's source; each costs one expectation. */
public enum DeviceQuirk {
    /**
     * Linux siw (6.1) serves an RDMA Read of memory of the connection's domain that was registered without the right: it
     * checks the source of a Read Response for no right at all ({@code siw_qp_sq_proc_tx} calls {@code siw_check_sgl_tx} with
     * 0). Domain, STag and bounds it does check.
     */
    SERVES_READS_WITHOUT_THE_RIGHT,
    /**
     * Linux siw (6.1) sends wrong bytes when a message of 32 bytes or less crosses a page: {@code siw_try_1seg} takes the
     * length of the second part for that of the first. No iSER PDU is that short.
     */
    BREAKS_TINY_MESSAGES_ACROSS_PAGES
}

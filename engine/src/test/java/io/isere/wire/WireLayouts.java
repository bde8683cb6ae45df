package io.isere.wire;

import io.isere.iscsi.pdu.AsyncMessageBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.BidirectionalReadAhs;
import io.isere.iscsi.pdu.DataInBhs;
import io.isere.iscsi.pdu.DataOutBhs;
import io.isere.iscsi.pdu.ExtendedCdbAhs;
import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.pdu.LoginResponseBhs;
import io.isere.iscsi.pdu.LogoutRequestBhs;
import io.isere.iscsi.pdu.LogoutResponseBhs;
import io.isere.iscsi.pdu.NopInBhs;
import io.isere.iscsi.pdu.NopOutBhs;
import io.isere.iscsi.pdu.ReadyToTransferBhs;
import io.isere.iscsi.pdu.RejectBhs;
import io.isere.iscsi.pdu.RequestBhs;
import io.isere.iscsi.pdu.ResponseBhs;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.pdu.SnackRequestBhs;
import io.isere.iscsi.pdu.TaskManagementRequestBhs;
import io.isere.iscsi.pdu.TaskManagementResponseBhs;
import io.isere.iscsi.pdu.TextRequestBhs;
import io.isere.iscsi.pdu.TextResponseBhs;
import io.isere.iser.IserControlHeader;
import io.isere.iser.IserHeader;
import io.isere.iser.IserHelloHeader;
import io.isere.iser.IserHelloReplyHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Every flyweight of the engine with its layout, transcribed from RFC 7143 section 11, 7144 and 7145 section 9. */
final class WireLayouts {

    static final List<WireLayout<?>> ALL = List.of(
            nopOut(),
            scsiCommand(),
            taskManagementRequest(),
            loginRequest(),
            textRequest(),
            dataOut(),
            logoutRequest(),
            snackRequest(),
            nopIn(),
            scsiResponse(),
            taskManagementResponse(),
            loginResponse(),
            textResponse(),
            dataIn(),
            logoutResponse(),
            readyToTransfer(),
            asyncMessage(),
            reject(),
            extendedCdb(),
            bidirectionalRead(),
            iserControl(),
            iserHello(),
            iserHelloReply());

    private WireLayouts() {}

    private static <T extends Bhs<T>> WireLayout<T> bhs(Supplier<T> factory, UnaryOperator<T> init) {
        return new WireLayout<>(48, factory, init)
                .reserved(0, 0, 1)
                .flag("I", 0, 1, Bhs::immediateBit, Bhs::immediateBit)
                .fixed("Opcode", 0, 2, 6, Bhs::opcodeValue)
                .flag("F", 1, 0, Bhs::finalBit, Bhs::finalBit)
                .number(
                        "TotalAHSLength",
                        4,
                        1,
                        h -> h.totalAhsLengthBytes() / 4,
                        (h, v) -> h.totalAhsLengthBytes(v * 4))
                .number("DataSegmentLength", 5, 3, Bhs::dataSegmentLengthBytes, Bhs::dataSegmentLengthBytes)
                .word("Initiator Task Tag", 16, Bhs::initiatorTaskTag, Bhs::initiatorTaskTag);
    }

    private static <T extends RequestBhs<T>> WireLayout<T> request(Supplier<T> factory, UnaryOperator<T> init) {
        return bhs(factory, init)
                .word("CmdSN", 24, RequestBhs::cmdSn, RequestBhs::cmdSn)
                .word("ExpStatSN", 28, RequestBhs::expStatSn, RequestBhs::expStatSn);
    }

    private static <T extends ResponseBhs<T>> WireLayout<T> response(Supplier<T> factory, UnaryOperator<T> init) {
        return bhs(factory, init)
                .word("StatSN", 24, ResponseBhs::statSn, ResponseBhs::statSn)
                .word("ExpCmdSN", 28, ResponseBhs::expCmdSn, ResponseBhs::expCmdSn)
                .word("MaxCmdSN", 32, ResponseBhs::maxCmdSn, ResponseBhs::maxCmdSn);
    }

    private static <T extends Bhs<T>> WireLayout<T> withLun(WireLayout<T> layout) {
        return layout.quantity("LUN", 8, 8, Bhs::lun, Bhs::lun);
    }

    private static WireLayout<NopOutBhs> nopOut() {
        return withLun(request(NopOutBhs::new, NopOutBhs::init))
                .reserved(1, 1, 23)
                .word("TTT", 20, NopOutBhs::targetTransferTag, NopOutBhs::targetTransferTag)
                .reservedBytes(32, 48);
    }

    private static WireLayout<ScsiCommandBhs> scsiCommand() {
        return withLun(request(ScsiCommandBhs::new, ScsiCommandBhs::init))
                .flag("R", 1, 1, ScsiCommandBhs::readBit, ScsiCommandBhs::readBit)
                .flag("W", 1, 2, ScsiCommandBhs::writeBit, ScsiCommandBhs::writeBit)
                .reserved(1, 3, 2)
                .bits("ATTR", 1, 5, 3, ScsiCommandBhs::taskAttribute, ScsiCommandBhs::taskAttribute)
                .bits("PRI", 2, 0, 4, ScsiCommandBhs::priority, ScsiCommandBhs::priority)
                .reserved(2, 4, 12)
                .quantity(
                        "EDTL",
                        20,
                        4,
                        ScsiCommandBhs::expectedDataTransferLengthBytes,
                        ScsiCommandBhs::expectedDataTransferLengthBytes)
                .quantity("CDB 0-7", 32, 8, h -> cdb(h).getLong(0), (h, v) -> setCdb(h, 0, v))
                .quantity("CDB 8-15", 40, 8, h -> cdb(h).getLong(8), (h, v) -> setCdb(h, 8, v));
    }

    private static ByteBuffer cdb(ScsiCommandBhs header) {
        ByteBuffer cdb = ByteBuffer.allocate(ScsiCommandBhs.CDB_LENGTH_BYTES);
        header.copyCdbTo(cdb, 0);
        return cdb;
    }

    private static ScsiCommandBhs setCdb(ScsiCommandBhs header, int offset, long value) {
        ByteBuffer cdb = cdb(header).putLong(offset, value);
        return header.cdb(cdb, 0, ScsiCommandBhs.CDB_LENGTH_BYTES);
    }

    private static WireLayout<TaskManagementRequestBhs> taskManagementRequest() {
        return withLun(request(TaskManagementRequestBhs::new, TaskManagementRequestBhs::init))
                .bits(
                        "Function",
                        1,
                        1,
                        7,
                        TaskManagementRequestBhs::functionCode,
                        TaskManagementRequestBhs::functionCode)
                .reserved(2, 0, 16)
                .word(
                        "Referenced Task Tag",
                        20,
                        TaskManagementRequestBhs::referencedTaskTag,
                        TaskManagementRequestBhs::referencedTaskTag)
                .word("RefCmdSN", 32, TaskManagementRequestBhs::refCmdSn, TaskManagementRequestBhs::refCmdSn)
                .word("ExpDataSN", 36, TaskManagementRequestBhs::expDataSn, TaskManagementRequestBhs::expDataSn)
                .reservedBytes(40, 48);
    }

    private static WireLayout<LoginRequestBhs> loginRequest() {
        return request(LoginRequestBhs::new, LoginRequestBhs::init)
                .flag("C", 1, 1, LoginRequestBhs::continueBit, LoginRequestBhs::continueBit)
                .reserved(1, 2, 2)
                .bits("CSG", 1, 4, 2, LoginRequestBhs::currentStage, LoginRequestBhs::currentStage)
                .bits("NSG", 1, 6, 2, LoginRequestBhs::nextStage, LoginRequestBhs::nextStage)
                .number("Version-max", 2, 1, LoginRequestBhs::versionMax, LoginRequestBhs::versionMax)
                .number("Version-min", 3, 1, LoginRequestBhs::versionMin, LoginRequestBhs::versionMin)
                .quantity("ISID", 8, 6, LoginRequestBhs::isid, LoginRequestBhs::isid)
                .number("TSIH", 14, 2, LoginRequestBhs::tsih, LoginRequestBhs::tsih)
                .number("CID", 20, 2, LoginRequestBhs::cid, LoginRequestBhs::cid)
                .reservedBytes(22, 24)
                .reservedBytes(32, 48);
    }

    private static WireLayout<TextRequestBhs> textRequest() {
        return withLun(request(TextRequestBhs::new, TextRequestBhs::init))
                .flag("C", 1, 1, TextRequestBhs::continueBit, TextRequestBhs::continueBit)
                .reserved(1, 2, 22)
                .word("TTT", 20, TextRequestBhs::targetTransferTag, TextRequestBhs::targetTransferTag)
                .reservedBytes(32, 48);
    }

    private static WireLayout<DataOutBhs> dataOut() {
        return withLun(bhs(DataOutBhs::new, DataOutBhs::init))
                .reserved(1, 1, 23)
                .word("TTT", 20, DataOutBhs::targetTransferTag, DataOutBhs::targetTransferTag)
                .reservedBytes(24, 28)
                .word("ExpStatSN", 28, DataOutBhs::expStatSn, DataOutBhs::expStatSn)
                .reservedBytes(32, 36)
                .word("DataSN", 36, DataOutBhs::dataSn, DataOutBhs::dataSn)
                .quantity("Buffer Offset", 40, 4, DataOutBhs::bufferOffsetBytes, DataOutBhs::bufferOffsetBytes)
                .reservedBytes(44, 48);
    }

    private static WireLayout<LogoutRequestBhs> logoutRequest() {
        return request(LogoutRequestBhs::new, LogoutRequestBhs::init)
                .bits("Reason Code", 1, 1, 7, LogoutRequestBhs::reasonCode, LogoutRequestBhs::reasonCode)
                .reservedBytes(2, 4)
                .reservedBytes(8, 16)
                .number("CID", 20, 2, LogoutRequestBhs::cid, LogoutRequestBhs::cid)
                .reservedBytes(22, 24)
                .reservedBytes(32, 48);
    }

    private static WireLayout<SnackRequestBhs> snackRequest() {
        return withLun(bhs(SnackRequestBhs::new, SnackRequestBhs::init))
                .reserved(1, 1, 3)
                .bits("Type", 1, 4, 4, SnackRequestBhs::type, SnackRequestBhs::type)
                .reservedBytes(2, 4)
                .word("TTT", 20, SnackRequestBhs::targetTransferTag, SnackRequestBhs::targetTransferTag)
                .reservedBytes(24, 28)
                .word("ExpStatSN", 28, SnackRequestBhs::expStatSn, SnackRequestBhs::expStatSn)
                .reservedBytes(32, 40)
                .word("BegRun", 40, SnackRequestBhs::begRun, SnackRequestBhs::begRun)
                .word("RunLength", 44, SnackRequestBhs::runLength, SnackRequestBhs::runLength);
    }

    private static WireLayout<NopInBhs> nopIn() {
        return withLun(response(NopInBhs::new, NopInBhs::init))
                .reserved(1, 1, 23)
                .word("TTT", 20, NopInBhs::targetTransferTag, NopInBhs::targetTransferTag)
                .reservedBytes(36, 48);
    }

    private static WireLayout<ScsiResponseBhs> scsiResponse() {
        return response(ScsiResponseBhs::new, ScsiResponseBhs::init)
                .reserved(1, 1, 2)
                .flag("o", 1, 3, ScsiResponseBhs::bidirectionalOverflowBit, ScsiResponseBhs::bidirectionalOverflowBit)
                .flag("u", 1, 4, ScsiResponseBhs::bidirectionalUnderflowBit, ScsiResponseBhs::bidirectionalUnderflowBit)
                .flag("O", 1, 5, ScsiResponseBhs::overflowBit, ScsiResponseBhs::overflowBit)
                .flag("U", 1, 6, ScsiResponseBhs::underflowBit, ScsiResponseBhs::underflowBit)
                .reserved(1, 7, 1)
                .number("Response", 2, 1, ScsiResponseBhs::responseCode, ScsiResponseBhs::responseCode)
                .number("Status", 3, 1, ScsiResponseBhs::status, ScsiResponseBhs::status)
                .number("Status Qualifier", 8, 2, ScsiResponseBhs::statusQualifier, ScsiResponseBhs::statusQualifier)
                .reservedBytes(10, 16)
                .word("SNACK Tag", 20, ScsiResponseBhs::snackTag, ScsiResponseBhs::snackTag)
                .word("ExpDataSN", 36, ScsiResponseBhs::expDataSn, ScsiResponseBhs::expDataSn)
                .quantity(
                        "Bidirectional Read Residual Count",
                        40,
                        4,
                        ScsiResponseBhs::bidirectionalReadResidualCountBytes,
                        ScsiResponseBhs::bidirectionalReadResidualCountBytes)
                .quantity(
                        "Residual Count",
                        44,
                        4,
                        ScsiResponseBhs::residualCountBytes,
                        ScsiResponseBhs::residualCountBytes);
    }

    private static WireLayout<TaskManagementResponseBhs> taskManagementResponse() {
        return response(TaskManagementResponseBhs::new, TaskManagementResponseBhs::init)
                .reserved(1, 1, 7)
                .number(
                        "Response",
                        2,
                        1,
                        TaskManagementResponseBhs::responseCode,
                        TaskManagementResponseBhs::responseCode)
                .reservedBytes(3, 4)
                .number(
                        "Additional Response Information",
                        8,
                        3,
                        TaskManagementResponseBhs::additionalResponseInformation,
                        TaskManagementResponseBhs::additionalResponseInformation)
                .reservedBytes(11, 16)
                .reservedBytes(20, 24)
                .reservedBytes(36, 48);
    }

    private static WireLayout<LoginResponseBhs> loginResponse() {
        return response(LoginResponseBhs::new, LoginResponseBhs::init)
                .flag("C", 1, 1, LoginResponseBhs::continueBit, LoginResponseBhs::continueBit)
                .reserved(1, 2, 2)
                .bits("CSG", 1, 4, 2, LoginResponseBhs::currentStage, LoginResponseBhs::currentStage)
                .bits("NSG", 1, 6, 2, LoginResponseBhs::nextStage, LoginResponseBhs::nextStage)
                .number("Version-max", 2, 1, LoginResponseBhs::versionMax, LoginResponseBhs::versionMax)
                .number("Version-active", 3, 1, LoginResponseBhs::versionActive, LoginResponseBhs::versionActive)
                .quantity("ISID", 8, 6, LoginResponseBhs::isid, LoginResponseBhs::isid)
                .number("TSIH", 14, 2, LoginResponseBhs::tsih, LoginResponseBhs::tsih)
                .reservedBytes(20, 24)
                .number("Status-Class", 36, 1, LoginResponseBhs::statusClass, LoginResponseBhs::statusClass)
                .number("Status-Detail", 37, 1, LoginResponseBhs::statusDetail, LoginResponseBhs::statusDetail)
                .reservedBytes(38, 48);
    }

    private static WireLayout<TextResponseBhs> textResponse() {
        return withLun(response(TextResponseBhs::new, TextResponseBhs::init))
                .flag("C", 1, 1, TextResponseBhs::continueBit, TextResponseBhs::continueBit)
                .reserved(1, 2, 22)
                .word("TTT", 20, TextResponseBhs::targetTransferTag, TextResponseBhs::targetTransferTag)
                .reservedBytes(36, 48);
    }

    private static WireLayout<DataInBhs> dataIn() {
        return withLun(response(DataInBhs::new, DataInBhs::init))
                .flag("A", 1, 1, DataInBhs::acknowledgeBit, DataInBhs::acknowledgeBit)
                .reserved(1, 2, 3)
                .flag("O", 1, 5, DataInBhs::overflowBit, DataInBhs::overflowBit)
                .flag("U", 1, 6, DataInBhs::underflowBit, DataInBhs::underflowBit)
                .flag("S", 1, 7, DataInBhs::statusBit, DataInBhs::statusBit)
                .reservedBytes(2, 3)
                .number("Status", 3, 1, DataInBhs::status, DataInBhs::status)
                .word("TTT", 20, DataInBhs::targetTransferTag, DataInBhs::targetTransferTag)
                .word("DataSN", 36, DataInBhs::dataSn, DataInBhs::dataSn)
                .quantity("Buffer Offset", 40, 4, DataInBhs::bufferOffsetBytes, DataInBhs::bufferOffsetBytes)
                .quantity("Residual Count", 44, 4, DataInBhs::residualCountBytes, DataInBhs::residualCountBytes);
    }

    private static WireLayout<LogoutResponseBhs> logoutResponse() {
        return response(LogoutResponseBhs::new, LogoutResponseBhs::init)
                .reserved(1, 1, 7)
                .number("Response", 2, 1, LogoutResponseBhs::responseCode, LogoutResponseBhs::responseCode)
                .reservedBytes(3, 4)
                .reservedBytes(8, 16)
                .reservedBytes(20, 24)
                .reservedBytes(36, 40)
                .number("Time2Wait", 40, 2, LogoutResponseBhs::time2WaitSeconds, LogoutResponseBhs::time2WaitSeconds)
                .number(
                        "Time2Retain",
                        42,
                        2,
                        LogoutResponseBhs::time2RetainSeconds,
                        LogoutResponseBhs::time2RetainSeconds)
                .reservedBytes(44, 48);
    }

    private static WireLayout<ReadyToTransferBhs> readyToTransfer() {
        return withLun(response(ReadyToTransferBhs::new, ReadyToTransferBhs::init))
                .reserved(1, 1, 23)
                .word("TTT", 20, ReadyToTransferBhs::targetTransferTag, ReadyToTransferBhs::targetTransferTag)
                .word("R2TSN", 36, ReadyToTransferBhs::r2tSn, ReadyToTransferBhs::r2tSn)
                .quantity(
                        "Buffer Offset",
                        40,
                        4,
                        ReadyToTransferBhs::bufferOffsetBytes,
                        ReadyToTransferBhs::bufferOffsetBytes)
                .quantity(
                        "Desired Data Transfer Length",
                        44,
                        4,
                        ReadyToTransferBhs::desiredDataTransferLengthBytes,
                        ReadyToTransferBhs::desiredDataTransferLengthBytes);
    }

    private static WireLayout<AsyncMessageBhs> asyncMessage() {
        return withLun(response(AsyncMessageBhs::new, AsyncMessageBhs::init))
                .reserved(1, 1, 23)
                .reservedBytes(20, 24)
                .number("AsyncEvent", 36, 1, AsyncMessageBhs::eventCode, AsyncMessageBhs::eventCode)
                .number("AsyncVCode", 37, 1, AsyncMessageBhs::vendorCode, AsyncMessageBhs::vendorCode)
                .number("Parameter1", 38, 2, AsyncMessageBhs::parameter1, AsyncMessageBhs::parameter1)
                .number("Parameter2", 40, 2, AsyncMessageBhs::parameter2, AsyncMessageBhs::parameter2)
                .number("Parameter3", 42, 2, AsyncMessageBhs::parameter3, AsyncMessageBhs::parameter3)
                .reservedBytes(44, 48);
    }

    private static WireLayout<RejectBhs> reject() {
        return response(RejectBhs::new, RejectBhs::init)
                .reserved(1, 1, 7)
                .number("Reason", 2, 1, RejectBhs::reasonCode, RejectBhs::reasonCode)
                .reservedBytes(3, 4)
                .reservedBytes(8, 16)
                .reservedBytes(20, 24)
                .word("DataSN/R2TSN", 36, RejectBhs::dataSn, RejectBhs::dataSn)
                .reservedBytes(40, 48);
    }

    private static WireLayout<ExtendedCdbAhs> extendedCdb() {
        return new WireLayout<>(4, ExtendedCdbAhs::new, header -> header.init(17))
                .number("AHSLength", 0, 2, h -> h.cdbLengthBytes() - 15, (h, v) -> h.cdbLengthBytes(v + 15))
                .reserved(2, 0, 2)
                .fixed("AHSType", 2, 2, 6, ExtendedCdbAhs::type)
                .reservedBytes(3, 4);
    }

    private static WireLayout<BidirectionalReadAhs> bidirectionalRead() {
        return new WireLayout<>(8, BidirectionalReadAhs::new, BidirectionalReadAhs::init)
                .number("AHSLength", 0, 2, BidirectionalReadAhs::ahsLengthBytes, BidirectionalReadAhs::ahsLengthBytes)
                .reserved(2, 0, 2)
                .fixed("AHSType", 2, 2, 6, BidirectionalReadAhs::type)
                .reservedBytes(3, 4)
                .quantity(
                        "Expected Length",
                        4,
                        4,
                        BidirectionalReadAhs::expectedReadLengthBytes,
                        BidirectionalReadAhs::expectedReadLengthBytes);
    }

    private static <T extends IserHeader<T>> WireLayout<T> iser(Supplier<T> factory, UnaryOperator<T> init) {
        return new WireLayout<>(28, factory, init).fixed("Opcode", 0, 0, 4, IserHeader::opcode);
    }

    private static WireLayout<IserControlHeader> iserControl() {
        return iser(IserControlHeader::new, IserControlHeader::init)
                .flag("WSV", 0, 4, IserControlHeader::writeStagValid, IserControlHeader::writeStagValid)
                .flag("RSV", 0, 5, IserControlHeader::readStagValid, IserControlHeader::readStagValid)
                .reserved(0, 6, 26)
                .word("Write STag", 4, IserControlHeader::writeStag, IserControlHeader::writeStag)
                .quantity(
                        "Write Base Offset",
                        8,
                        8,
                        IserControlHeader::writeBaseOffset,
                        IserControlHeader::writeBaseOffset)
                .word("Read STag", 16, IserControlHeader::readStag, IserControlHeader::readStag)
                .quantity(
                        "Read Base Offset",
                        20,
                        8,
                        IserControlHeader::readBaseOffset,
                        IserControlHeader::readBaseOffset);
    }

    private static WireLayout<IserHelloHeader> iserHello() {
        return iser(IserHelloHeader::new, IserHelloHeader::init)
                .reserved(0, 4, 4)
                .bits("MaxVer", 1, 0, 4, IserHelloHeader::maxVersion, IserHelloHeader::maxVersion)
                .bits("MinVer", 1, 4, 4, IserHelloHeader::minVersion, IserHelloHeader::minVersion)
                .number("iSER-IRD", 2, 2, IserHelloHeader::inboundReadDepth, IserHelloHeader::inboundReadDepth)
                .reservedBytes(4, 28);
    }

    private static WireLayout<IserHelloReplyHeader> iserHelloReply() {
        return iser(IserHelloReplyHeader::new, IserHelloReplyHeader::init)
                .reserved(0, 4, 3)
                .flag("REJ", 0, 7, IserHelloReplyHeader::rejectBit, IserHelloReplyHeader::rejectBit)
                .bits("MaxVer", 1, 0, 4, IserHelloReplyHeader::maxVersion, IserHelloReplyHeader::maxVersion)
                .bits("CurVer", 1, 4, 4, IserHelloReplyHeader::currentVersion, IserHelloReplyHeader::currentVersion)
                .number(
                        "iSER-ORD",
                        2,
                        2,
                        IserHelloReplyHeader::outboundReadDepth,
                        IserHelloReplyHeader::outboundReadDepth)
                .reservedBytes(4, 28);
    }
}

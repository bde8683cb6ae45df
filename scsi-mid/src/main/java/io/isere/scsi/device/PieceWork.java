package io.isere.scsi.device;

/** What to do with each piece of a range; stateless, shared by all loops. */
public interface PieceWork {
    /** Works on the current piece and then, now or later, calls {@link Pieces#next} or ends the command. */
    void onPiece(Command command, Pieces pieces);

    /** All pieces are done. */
    void onEnd(Command command);
}

# What siw has as constants, changed: each of these needs a guest of its own.
case_ kernel/mpa/crc-required-by-siw kernel_variant siw-crc 'CRC on'
case_ kernel/mpa/revision-1 kernel_variant siw-rev1 'MPA rev 1'
case_ libiscsi/mpa/revision-1 libiscsi_variant siw-rev1 'MPA rev 1'

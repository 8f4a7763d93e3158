import Codes

extension DataError.Kind {
  /// Bytes that are no zip archive, or one that is cut off.
  public static let zipNoEnd = Self(id: "zip.no_end", exitCode: .dataRejected)
  /// Bytes behind the end of the archive.
  public static let zipTrailing = Self(id: "zip.trailing_bytes", exitCode: .dataRejected)
  /// A directory that contradicts itself or the entries.
  public static let zipDisagrees = Self(id: "zip.disagrees", exitCode: .dataRejected)
  /// An archive in the 64-bit form, or over several disks, of which no source has need.
  public static let zipSixtyFour = Self(id: "zip.zip64", exitCode: .dataRejected)
  /// More entries than the policy allows.
  public static let zipTooMany = Self(id: "zip.too_many", exitCode: .dataRejected)
  /// An entry, or all together, larger than the policy allows.
  public static let zipTooLarge = Self(id: "zip.too_large", exitCode: .dataRejected)
  /// An entry that inflates to more than the policy's multiple of its size.
  public static let zipRatio = Self(id: "zip.ratio", exitCode: .dataRejected)
  /// An encrypted entry.
  public static let zipEncrypted = Self(id: "zip.encrypted", exitCode: .dataRejected)
  /// A compression other than deflate.
  public static let zipMethod = Self(id: "zip.method", exitCode: .dataRejected)
  /// A name that climbs out of its folder, is absolute, or holds characters that no name should.
  public static let zipName = Self(id: "zip.name", exitCode: .dataRejected)
  /// A link, a device or another special file.
  public static let zipSpecial = Self(id: "zip.special_file", exitCode: .dataRejected)
  /// Two entries of one name, or of names that differ in case alone.
  public static let zipDuplicate = Self(id: "zip.duplicate_name", exitCode: .dataRejected)
  /// Two entries that share bytes.
  public static let zipOverlap = Self(id: "zip.overlap", exitCode: .dataRejected)
  /// An archive inside the archive.
  public static let zipNested = Self(id: "zip.nested", exitCode: .dataRejected)
  /// An entry whose bytes are not those that the directory declares.
  public static let zipDamaged = Self(id: "zip.damaged", exitCode: .dataRejected)
}

// One import is enough: what users need of the rooms below, by name, and nothing else of them.

@_exported public import struct SluiceCore.EncodedScalar
@_exported public import struct SluiceCore.ExternalFormat
@_exported public import struct SluiceCore.InvalidTextPolicy
@_exported public import enum SluiceCore.LineEnding
@_exported public import struct SluiceCore.MalformedBytes
@_exported public import enum SluiceCore.MalformedKind
@_exported public import struct SluiceCore.MalformedText
@_exported public import enum SluiceCore.ScalarDecoding
@_exported public import protocol SluiceCore.TextCodec
@_exported public import struct SluiceCore.TextEncoding
@_exported public import enum SluiceCore.TextError
@_exported public import struct SluiceCore.UnencodableCharacter
@_exported public import struct SluiceCore.UnknownTextName
@_exported public import struct SluiceLoop.DriverReport
@_exported public import class SluiceLoop.EventLoop
@_exported public import class SluiceLoop.EventLoopGroup
@_exported public import enum SluiceLoop.DriverKind
@_exported public import enum SluiceLoop.DriverPreference
@_exported public import struct SluiceLoop.IOError
@_exported public import struct SluiceLoop.IPv4Address
@_exported public import struct SluiceLoop.IPv6Address
@_exported public import enum SluiceLoop.KernelSettings
@_exported public import struct SluiceLoop.LoopStatistics
@_exported public import struct SluiceLoop.RingReport
@_exported public import enum SluiceLoop.RingStep
@_exported public import enum SluiceLoop.SocketAddress

// One import is enough: what users of this module need of the rooms below, by name.

@_exported public import enum SluiceCore.Attempt
@_exported public import struct SluiceCore.ExternalFormat
@_exported public import struct SluiceCore.InvalidTextPolicy
@_exported public import enum SluiceCore.LineEnding
@_exported public import struct SluiceCore.MalformedText
@_exported public import struct SluiceCore.TextEncoding
@_exported public import enum SluiceCore.TextError
@_exported public import struct SluiceCore.UnencodableCharacter
@_exported public import enum SluiceLoop.DriverKind
@_exported public import struct SluiceLoop.IOError
@_exported public import enum SluiceLoop.IPAddress
@_exported public import struct SluiceLoop.IPNetwork
@_exported public import struct SluiceLoop.IPv4Address
@_exported public import struct SluiceLoop.IPv6Address
@_exported public import protocol SluiceLoop.InternetAddress
@_exported public import struct SluiceLoop.KeepAlive
@_exported public import struct SluiceLoop.Linger
@_exported public import struct SluiceLoop.NetworkInterface
@_exported public import struct SluiceLoop.ProtocolEntry
@_exported public import struct SluiceLoop.ResolverError
@_exported public import struct SluiceLoop.ServiceEntry
@_exported public import enum SluiceLoop.SocketAddress
@_exported public import enum SluiceLoop.SocketFamily
@_exported public import struct SluiceLoop.SocketOption
@_exported public import enum SluiceLoop.SocketOptionName
@_exported public import struct SystemPackage.Errno

using System.Net;
using System.Net.Sockets;

namespace Penumbra.Metrics.Http;

/// <summary>Which resolved addresses the operator never connects to, whoever names them.</summary>
public static class EgressAddresses
{
    private static readonly IPNetwork[] Refused =
    [
        IPNetwork.Parse("0.0.0.0/8"),            // unspecified, "this network"
        IPNetwork.Parse("169.254.0.0/16"),       // link-local, and the metadata servers of most clouds
        IPNetwork.Parse("100.100.100.200/32"),   // Alibaba's metadata server
        IPNetwork.Parse("168.63.129.16/32"),     // Azure's host
        IPNetwork.Parse("192.0.0.192/32"),       // Oracle's metadata server
        IPNetwork.Parse("224.0.0.0/4"),          // multicast
        IPNetwork.Parse("240.0.0.0/4"),          // reserved, broadcast
        IPNetwork.Parse("::/128"),               // unspecified
        IPNetwork.Parse("fe80::/10"),            // link-local
        IPNetwork.Parse("fec0::/10"),            // site-local, long withdrawn
        IPNetwork.Parse("ff00::/8"),             // multicast
        IPNetwork.Parse("fd00:ec2::/32"),        // Amazon's metadata server
        IPNetwork.Parse("fd20:ce::254/128"),     // Google's
    ];

    private static readonly IPNetwork[] Loopback = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork Nat64Local = IPNetwork.Parse("64:ff9b:1::/48");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Teredo = IPNetwork.Parse("2001::/32");
    private static readonly IPNetwork Compatible = IPNetwork.Parse("::/96");

    /// <summary>Whether an address may be connected to. IPv4 addresses inside of IPv6 ones are judged as what they are.</summary>
    public static bool IsAllowed(IPAddress address, bool allowLoopback)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (Array.Exists(Loopback, network => network.Contains(address))) return allowLoopback;
        if (Array.Exists(Refused, network => network.Contains(address))) return false;
        if (address.AddressFamily == AddressFamily.InterNetwork) return true;
        // Local NAT64 prefixes and Teredo hide an IPv4 address in ways that depend on the network.
        if (Nat64Local.Contains(address) || Teredo.Contains(address)) return false;
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address) || Compatible.Contains(address)) return IsAllowed(new IPAddress(bytes.AsSpan(12, 4)), allowLoopback: false);
        return !SixToFour.Contains(address) || IsAllowed(new IPAddress(bytes.AsSpan(2, 4)), allowLoopback: false);
    }
}

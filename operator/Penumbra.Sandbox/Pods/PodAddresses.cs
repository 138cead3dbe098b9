using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Penumbra.Sandbox.Pods;

/// <summary>
/// Addresses for pods out of one block 127.x.0.0/16. The block is chosen at random and held by a bound socket,
/// so several sandboxes on one machine do not meet.
/// </summary>
public sealed class PodAddresses : IDisposable
{
    // Below the ephemeral range, and never a container's port by accident.
    private const int MarkerPort = 17_911;
    private const int PerBlock = 250 * 250;

    private readonly Lock _gate = new();
    private readonly HashSet<int> _taken = [];
    private readonly Socket _marker;
    private readonly int _block;
    private int _next;

    /// <summary>Chooses and holds a block.</summary>
    /// <exception cref="InvalidOperationException">No block can be held: the system has no 127/8, or every block is taken.</exception>
    public PodAddresses()
    {
        var first = RandomNumberGenerator.GetInt32(190);
        for (var i = 0; i < 190; i++)
        {
            _block = 64 + ((first + i) % 190);
            if (Hold(_block) is { } marker)
            {
                _marker = marker;
                return;
            }
        }
        throw new InvalidOperationException("No block of 127/8 is free for the sandbox's pods.");
    }

    /// <summary>The block in CIDR notation.</summary>
    public string Block => $"127.{_block.ToString(CultureInfo.InvariantCulture)}.0.0/16";

    /// <summary>The next free address, or null when none is left; a returned address is used again as late as possible.</summary>
    public string? Allocate()
    {
        lock (_gate)
        {
            for (var tried = 0; tried < PerBlock; tried++)
            {
                var index = _next++ % PerBlock;
                if (_taken.Add(index))
                    return string.Create(CultureInfo.InvariantCulture, $"127.{_block}.{1 + (index / 250)}.{1 + (index % 250)}");
            }
            return null;
        }
    }

    /// <summary>Gives an address back; unknown ones are ignored.</summary>
    public void Release(string address)
    {
        if (!IPAddress.TryParse(address, out var ip))
            return;
        var bytes = ip.GetAddressBytes();
        lock (_gate)
            _taken.Remove(((bytes[2] - 1) * 250) + bytes[3] - 1);
    }

    /// <inheritdoc/>
    public void Dispose() => _marker.Dispose();

    private static Socket? Hold(int block)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(new IPAddress([127, (byte)block, 255, 254]), MarkerPort));
            // Two listeners can never share an address, whatever options their sockets have.
            socket.Listen(1);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}

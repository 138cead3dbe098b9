using System.Security.Cryptography;
using System.Text;
using Penumbra.Comparison.Requests;

namespace Penumbra.Comparison.Serving;

/// <summary>Which requests were compared within the last minute, as hashes. One that comes often says no more than one that comes once.</summary>
internal sealed class RecentRequests(TimeProvider time)
{
    private const int Most = 65_536;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(16);
    private readonly HashSet<UInt128> _known = [];
    private readonly Queue<(UInt128 Hash, long At)> _order = new();

    public bool IsKnown(UInt128 request)
    {
        lock (_lock)
        {
            while (_order.TryPeek(out var oldest) && (time.GetElapsedTime(oldest.At) >= Memory || _order.Count > Most)) _known.Remove(_order.Dequeue().Hash);
            return _known.Contains(request);
        }
    }

    /// <summary>Remembers one that is compared now.</summary>
    /// <returns>False when another was quicker.</returns>
    public bool TryAdd(UInt128 request)
    {
        lock (_lock)
        {
            if (!_known.Add(request)) return false;
            _order.Enqueue((request, time.GetTimestamp()));
            return true;
        }
    }

    /// <summary>What makes two requests the same: endpoint, host, path with query, and body.</summary>
    public UInt128 Hash(MirroredRequest request)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Endpoint}\n{request.Host}\n{request.Target}\n"));
        hash.AppendData(request.Body);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash.GetHashAndReset());
    }
}

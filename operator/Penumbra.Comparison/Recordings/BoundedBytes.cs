using System.Buffers;

namespace Penumbra.Comparison.Recordings;

/// <summary>Gathers bytes up to a bound; of more than that it keeps nothing but that they were too many.</summary>
internal sealed class BoundedBytes(int most)
{
    private const int Kept = 1024 * 1024;
    private ArrayBufferWriter<byte> _bytes = new();

    public int Count => _bytes.WrittenCount;

    public bool IsTooLarge { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (IsTooLarge) return;
        if (_bytes.WrittenCount + bytes.Length > most)
        {
            IsTooLarge = true;
            _bytes = new ArrayBufferWriter<byte>();
            return;
        }

        _bytes.Write(bytes);
    }

    /// <summary>What was gathered, and begins anew.</summary>
    public RawEntry Take()
    {
        var taken = IsTooLarge ? new RawEntry(null, true) : new RawEntry(_bytes.WrittenSpan.ToArray());
        IsTooLarge = false;

        // One large entry must not be paid for by all that come after it.
        if (_bytes.Capacity > Kept) _bytes = new ArrayBufferWriter<byte>();
        else _bytes.ResetWrittenCount();
        return taken;
    }
}

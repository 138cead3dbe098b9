namespace Penumbra.Sandbox.ApiServer.Storage;

/// <summary>Makes UIDs and name suffixes from a seed, so that a run can be repeated exactly. Not thread-safe: the store calls it under its lock.</summary>
/// <param name="seed">Where the sequence begins.</param>
public sealed class UidGenerator(ulong seed)
{
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";
    private ulong _state = seed;

    /// <summary>A UID in the form of a version 4 UUID.</summary>
    public string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Draw());
        BitConverter.TryWriteBytes(bytes[8..], Draw());
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>A suffix as <c>generateName</c> adds it: letters and digits that make no words.</summary>
    public string Suffix(int length)
    {
        var letters = new char[length];
        for (var i = 0; i < length; i++) letters[i] = Letters[(int)(Draw() % (ulong)Letters.Length)];
        return new string(letters);
    }

    // SplitMix64: short, well mixed, and the same on every platform.
    private ulong Draw()
    {
        var z = _state += 0x9e3779b97f4a7c15UL;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
        return z ^ (z >> 31);
    }
}

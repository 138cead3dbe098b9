namespace Penumbra.Simulation.Cluster;

/// <summary>A digest of lines in their order (64-bit FNV-1a: small, and the same in every process, unlike <c>string.GetHashCode</c>).</summary>
public sealed class Fingerprint
{
    private const ulong Prime = 1099511628211;

    /// <summary>The digest so far.</summary>
    public ulong Value { get; private set; } = 14695981039346656037;

    /// <summary>Takes a line in.</summary>
    public void Add(string line)
    {
        var value = Value;
        foreach (var letter in line) value = (value ^ letter) * Prime;
        Value = (value ^ '\n') * Prime;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x16");
}

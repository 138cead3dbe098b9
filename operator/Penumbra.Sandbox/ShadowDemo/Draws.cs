namespace Penumbra.Sandbox.ShadowDemo;

/// <summary>Numbers that are drawn, and the same for the same text: SplitMix64 (Steele, Lea and Flood 2014, figure 3) from an FNV-1a hash.</summary>
internal struct Draws
{
    private ulong _state = 14695981039346656037;

    /// <summary>Begins.</summary>
    /// <param name="text">Where.</param>
    public Draws(string text)
    {
        foreach (var letter in text)
            _state = (_state ^ letter) * 1099511628211;
    }

    /// <summary>A number from 0 up to, and not with, a limit.</summary>
    public int Next(int limit)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)limit);
    }

    /// <summary>One of several.</summary>
    public string Of(params ReadOnlySpan<string> words) => words[Next(words.Length)];
}

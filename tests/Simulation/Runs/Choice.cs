namespace Penumbra.Simulation.Runs;

/// <summary>Which of very many are run: by what they are, not by whose turn comes first, so that the same commit tries the same, however many threads there are and however fast they are.</summary>
public static class Choice
{
    /// <summary>Whether this one is among one of so many.</summary>
    /// <param name="what">What it is: the same text for the same run.</param>
    /// <param name="oneOf">Of how many one is taken, about; 1 for all.</param>
    public static bool Takes(string what, int oneOf) => Of(what) % (ulong)oneOf == 0;

    /// <summary>A number for a text, the same in every process: FNV-1a, 64 bits, with its bits mixed (the finaliser of MurmurHash3).</summary>
    public static ulong Of(string what)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in what) hash = unchecked((hash ^ letter) * 1099511628211UL);
        hash = unchecked((hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL);
        hash = unchecked((hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL);
        return hash ^ (hash >> 33);
    }
}

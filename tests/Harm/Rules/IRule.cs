using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Rules;

/// <summary>A rule that decides when a release is rolled back.</summary>
public interface IRule
{
    /// <summary>Whose rule it is, and its settings.</summary>
    string Name { get; }

    /// <summary>The same in short, as <c>harm.csv</c> has it.</summary>
    string Key { get; }

    /// <summary>Whether these are the settings that its project documents, rather than ones chosen for this test.</summary>
    bool IsDefault { get; }

    /// <summary>Only every so many runs are judged by it: slow rules see fewer.</summary>
    int Every { get; }

    /// <summary>Judges one run.</summary>
    Outcome Judge(World world, Trace trace, ulong seed);
}

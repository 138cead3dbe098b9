namespace Penumbra.Harm.Worlds;

/// <summary>One situation to be judged.</summary>
public sealed record World
{
    /// <summary>Requests a second, of both releases.</summary>
    public required double Rps { get; init; }

    /// <summary>p0: the allowed share of bad events.</summary>
    public required double Allowed { get; init; }

    /// <summary>The candidate's share of bad events before the fault, in times p0.</summary>
    public double Level { get; init; } = 0.1;

    /// <summary>Stable's, in times p0; with common bursts it is the candidate's.</summary>
    public double StableLevel { get; init; } = 0.1;

    /// <summary>How bad events come.</summary>
    public Noise Noise { get; init; } = Noise.Independent;

    /// <summary>The candidate's share of bad events from the fault on; 0 for a good release.</summary>
    public double Fault { get; init; }

    /// <summary>When the fault begins, in seconds.</summary>
    public int Onset { get; init; }

    /// <summary>How long a sample takes, in seconds.</summary>
    public int Tick { get; init; } = 10;

    /// <summary>How many objectives are judged; the others are independent and good at the same level.</summary>
    public int Objectives { get; init; } = 1;

    /// <summary>How what was served gets to Penumbra's judge. The incumbents see exact increments.</summary>
    public Counting Counting { get; init; }

    public bool IsGood => Fault <= 0;
}

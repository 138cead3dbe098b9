namespace Penumbra.Harm.Grid;

/// <summary>How one rule did in one world.</summary>
public sealed record RuleResult
{
    /// <summary>How many launches it judged.</summary>
    public required int Runs { get; init; }

    /// <summary>How many of them it rolled back.</summary>
    public required int Blamed { get; init; }

    /// <summary>Of those, how many before the fault had begun: they were false, whatever came later.</summary>
    public required int Early { get; init; }

    /// <summary>Users harmed, on average.</summary>
    public required double Mean { get; init; }

    /// <summary>Users harmed, 95th percentile.</summary>
    public required double P95 { get; init; }

    /// <summary>Seconds from the fault to the rollback, median over all launches; those never rolled back count to their end.</summary>
    public required double Notice { get; init; }

    /// <summary>How long a launch took, on average.</summary>
    public required double Seconds { get; init; }

    /// <summary>How long those took on average that were not rolled back; 0 where all were.</summary>
    public required double GoodSeconds { get; init; }

    /// <summary>The share that was rolled back.</summary>
    public double Share => Runs == 0 ? 0 : (double)Blamed / Runs;

    /// <summary>The upper end of the one-sided 95 % interval of that share (Clopper and Pearson 1934).</summary>
    public double Upper => Runs == 0 ? 1 : Binomial.UpperBound(Blamed, Runs, 0.05);
}

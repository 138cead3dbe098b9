namespace Penumbra.Databases.Postgres.Verifying;

/// <summary>Which rows are looked at when there are too many: those whose key falls under a threshold, so that the same rows are looked at again.</summary>
internal static class SampleShare
{
    private const int Whole = 1 << 20;

    /// <summary>The threshold, out of 2^20: everything, unless there are more rows than the limit.</summary>
    public static int Of(long rows, long limit) => rows <= limit ? Whole : (int)Math.Max(1, Whole * (decimal)limit / rows);

    /// <summary>Whether a row belongs to the sample.</summary>
    public static string Condition(string key, string seed, string share) => $"(hashtextextended({key} COLLATE \"C\", {seed}) & {Whole - 1}) < {share}";
}

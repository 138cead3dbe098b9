namespace Penumbra.Comparison.Configuration;

/// <summary>Which requests are asked, and how.</summary>
public sealed record RequestRules
{
    /// <summary>Methods that promise to change nothing (RFC 9110, 9.2.1), and that are asked unless told otherwise.</summary>
    public static IReadOnlyList<string> Safe { get; } = ["GET", "HEAD", "OPTIONS"];

    /// <summary>The most bytes that the bodies of all requests under way may have together.</summary>
    public const long MostTogether = 1024L * 1024 * 1024;

    // The request's, two answers that are held, and one that is read: as sent (1), decoded into a buffer that doubles (2), and copied out of it (1), with one to spare for what is not collected yet.
    private const int BodiesOfRequest = 8;

    // The process itself, evidence, and what comparing two large answers takes: they have their turns, and so many values at most.
    private const long Rest = 256L * 1024 * 1024;

    private const int IdleMillicores = 100;

    /// <summary>The methods.</summary>
    public IReadOnlyList<string> Methods { get; init; } = Safe;

    /// <summary>The paths that the report names, such as <c>/orders/{id}</c>; every other is <c>{other}</c>.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary>Beginnings of paths that are not asked.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Whether <c>Authorization</c> and <c>Cookie</c> are sent on.</summary>
    public bool ForwardCredentials { get; init; }

    /// <summary>Further headers that are not sent on.</summary>
    public IReadOnlyList<string> Strip { get; init; } = [];

    /// <summary>The most bytes of a body, of a request or of an answer, before and after decoding.</summary>
    public int MaxBody { get; init; } = 1024 * 1024;

    /// <summary>How long each side has for its whole answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many requests are under way at once; nothing queues.</summary>
    public int MaxInFlight { get; init; } = 64;

    /// <summary>The bytes of memory that a server may need by these rules, however large what it is sent and answered: less ends it in the middle of its work.</summary>
    public long MostMemory => Rest + (BodiesOfRequest * (long)MaxBody * MaxInFlight);

    /// <summary>
    /// The thousandths of a core that a server should have by these rules: a tenth of a core for the process and for copies that it only passes over, one thousandth for each comparison a second (one core makes some
    /// 1,500 of 10 KiB each: docs/benchmarks), and no more cores than there are comparisons at once.
    /// </summary>
    public int Millicores => (int)Math.Min(1000L * MaxInFlight, IdleMillicores + (long)Math.Ceiling(MaxLiveRps));

    /// <summary>How many requests a second are added to live.</summary>
    public double MaxLiveRps { get; init; } = 5;

    /// <summary>And never more than this share of what users ask of live, where <see cref="ComparisonConfig.Sample"/> is known.</summary>
    public double MaxLiveShare { get; init; } = 0.05;
}

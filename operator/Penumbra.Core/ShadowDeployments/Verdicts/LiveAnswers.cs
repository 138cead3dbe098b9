using System.Collections.Immutable;
using System.Globalization;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>How live's first answers are distributed: a number for each kind, so that its size is bounded and those of two servers may be added.</summary>
public sealed record LiveAnswers
{
    /// <summary>So many answers it takes before anything is said of them.</summary>
    public const long Least = 100;

    /// <summary>More than this share of refusals and redirects says that live was asked otherwise than by users.</summary>
    public const double Most = 0.9;

    private const int Named = 3;

    /// <summary>The numbers.</summary>
    public ImmutableSortedDictionary<LiveAnswer, long> Counts { get; init; } = ImmutableSortedDictionary<LiveAnswer, long>.Empty;

    /// <summary>No answer yet.</summary>
    public static LiveAnswers None { get; } = new();

    /// <summary>All answers.</summary>
    public long Total => Counts.Values.Sum();

    /// <summary>Refusals and redirects: what is the same on both sides says nothing of either.</summary>
    public long Worthless => Counts.Where(entry => IsWorthless(entry.Key)).Sum(entry => entry.Value);

    /// <summary>Whether there are enough of them, and hardly anything but refusals and redirects among them.</summary>
    public bool AreWorthless => Total is >= Least and var total && Worthless > Most * total;

    /// <summary>Which kind a status is.</summary>
    /// <param name="status">A status of HTTP.</param>
    public static LiveAnswer Of(int status) => status switch
    {
        304 => LiveAnswer.NotModified,
        >= 300 and < 400 => LiveAnswer.Redirect,
        400 => LiveAnswer.BadRequest,
        401 => LiveAnswer.Unauthorized,
        403 => LiveAnswer.Forbidden,
        404 => LiveAnswer.NotFound,
        405 => LiveAnswer.MethodNotAllowed,
        421 => LiveAnswer.Misdirected,
        >= 400 and < 500 => LiveAnswer.OtherRefusal,
        >= 500 => LiveAnswer.Failure,
        _ => LiveAnswer.Success,
    };

    /// <summary>Whether answers of a kind are what a wrong way to ask brings.</summary>
    public static bool IsWorthless(LiveAnswer answer) =>
        answer is LiveAnswer.Redirect or LiveAnswer.BadRequest or LiveAnswer.Unauthorized or LiveAnswer.Forbidden or LiveAnswer.NotFound or LiveAnswer.MethodNotAllowed or LiveAnswer.Misdirected;

    /// <summary>With one answer more.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="count">How many there are of it.</param>
    public LiveAnswers With(int status, long count = 1) => Plus(new() { Counts = ImmutableSortedDictionary<LiveAnswer, long>.Empty.Add(Of(status), count) });

    /// <summary>With all of another.</summary>
    public LiveAnswers Plus(LiveAnswers other)
    {
        var sum = Counts;
        foreach (var (kind, count) in other.Counts) sum = sum.SetItem(kind, sum.GetValueOrDefault(kind) + count);
        return new() { Counts = sum };
    }

    /// <summary>The refusals and redirects for people, the most frequent first: <c>97 % 404, 2 % 3xx</c>.</summary>
    public string Shares() => string.Join(", ", Counts.Where(entry => IsWorthless(entry.Key)).OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).Take(Named)
        .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{100.0 * entry.Value / Total:0.#} % {Status(entry.Key)}")));

    /// <inheritdoc/>
    public bool Equals(LiveAnswers? other) => other is not null && Counts.SequenceEqual(other.Counts);

    /// <inheritdoc/>
    public override int GetHashCode() => Counts.Count;

    private static string Status(LiveAnswer answer) => answer switch
    {
        LiveAnswer.Redirect => "3xx",
        LiveAnswer.BadRequest => "400",
        LiveAnswer.Unauthorized => "401",
        LiveAnswer.Forbidden => "403",
        LiveAnswer.NotFound => "404",
        LiveAnswer.MethodNotAllowed => "405",
        LiveAnswer.Misdirected => "421",
        _ => "other",
    };
}

using System.Globalization;
using Penumbra.Api.DarkLaunches;
using Penumbra.Core.ShadowDeployments.Resources;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>What a shadow uses, between the wire and the rules. What is not judged stands beside noisy fields, as <c>resources.cpu</c> and <c>resources.memory</c>.</summary>
internal static class ResourceMapping
{
    private const string Prefix = "resources.";
    private const int LongestMessage = 512;

    /// <summary>As it is stored.</summary>
    public static ResourcesRecord? ToWire(ResourceStatus? status) => status is null ? null : new ResourcesRecord { Cpu = ToWire(status.Cpu), Memory = ToWire(status.Memory), State = status.Kept.Length == 0 ? null : status.Kept };

    /// <summary>What is not judged.</summary>
    public static IEnumerable<NotJudgedRecord> NotJudged(ResourceStatus? status, int length) => (status?.NotJudged ?? []).Select(gap => new NotJudgedRecord
    {
        Field = Prefix + (gap.Kind == ResourceKind.Cpu ? "cpu" : "memory"), Why = gap.Why.ToString(), Message = StatusSize.Bounded(gap.Message, Math.Min(LongestMessage, 4 * length)),
    });

    /// <summary>Whether an entry of what is not judged is one of these.</summary>
    public static bool IsOurs(NotJudgedRecord record) => record.Field is Prefix + "cpu" or Prefix + "memory" && Why(record) is not null;

    /// <summary>As the rules read it.</summary>
    public static ResourceStatus? FromWire(ResourcesRecord? wire, IReadOnlyList<NotJudgedRecord>? notJudged) => wire is null ? null : new ResourceStatus(
        FromWire(wire.Cpu), FromWire(wire.Memory),
        [.. (notJudged ?? []).Where(IsOurs).Select(record => new ResourceGap(record.Field == Prefix + "cpu" ? ResourceKind.Cpu : ResourceKind.Memory, Why(record)!.Value, record.Message ?? ""))],
        wire.State ?? "");

    private static ResourceUnjudged? Why(NotJudgedRecord record) => Enum.TryParse<ResourceUnjudged>(record.Why, out var why) && Enum.IsDefined(why) ? why : null;

    private static ResourceFigureRecord? ToWire(ResourceFigure? figure) =>
        figure is null ? null : new ResourceFigureRecord { Ratio = Text(figure.Ratio), Low = Text(figure.Low), High = Text(figure.High), Points = figure.Points };

    private static ResourceFigure? FromWire(ResourceFigureRecord? wire) =>
        wire is not null && Number(wire.Ratio) is { } ratio && Number(wire.Low) is { } low && Number(wire.High) is { } high ? new ResourceFigure(ratio, low, high, wire.Points ?? 0) : null;

    private static string Text(double value) => Math.Clamp(value, 0, 1e9).ToString("0.###", CultureInfo.InvariantCulture);

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}

using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>Copies of live requests whose answers are dropped.</summary>
[ValidationRule("!has(self.methods) || self.methods.all(m, m in ['GET', 'HEAD', 'OPTIONS']) || (has(self.unsafeAcknowledged) && self.unsafeAcknowledged)", "unsafe methods need unsafeAcknowledged: true")]
public sealed record StepMirror
{
    /// <summary>How many of a hundred requests are copied.</summary>
    [Range(1, 100)]
    public int? Percent { get; init; }

    /// <summary>Which methods.</summary>
    [Items(0, 9)]
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>Somebody has thought about what copies of unsafe requests do.</summary>
    public bool? UnsafeAcknowledged { get; init; }
}

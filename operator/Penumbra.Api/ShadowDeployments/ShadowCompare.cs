using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>How answers are compared. The same section stands in the comparison server's own file.</summary>
[ValidationRule("(has(self.samples) && self.samples == 'Values') == has(self.values)", "samples: Values and values belong together")]
public sealed record ShadowCompare
{
    /// <summary>Responses: both sides are asked, and their answers compared. MetricsOnly: the gateway copies straight to the shadow, whatever the method and with all credentials, and the objectives alone decide.</summary>
    [Values("Responses", "MetricsOnly"), Default("\"Responses\"")]
    public string? Mode { get; init; }

    /// <summary>How is learnt what differs by itself.</summary>
    [Default("{}")]
    public ShadowNoise? Noise { get; init; }

    /// <summary>Fields that are not looked at, with all that is in them.</summary>
    [Items(0, 64)]
    public IReadOnlyList<IgnoredField>? Ignore { get; init; }

    /// <summary>Numbers that may differ a little.</summary>
    [Items(0, 64)]
    public IReadOnlyList<ToleratedField>? Tolerate { get; init; }

    /// <summary>Arrays that are sets, such as body.items.</summary>
    [Items(0, 64)]
    public IReadOnlyList<string>? Orderless { get; init; }

    /// <summary>
    /// That live answers hardly anything but refusals (400, 401, 403, 404, 405, 421) and redirects to users, too. Without it more than 90 % of those, of at least 100 answers, hold up SameOrBetter
    /// (LiveAnswersDiffer): the comparison asks live past the gateway, and equal refusals say nothing.
    /// </summary>
    public bool? RefusalsExpected { get; init; }

    /// <summary>What is kept of a difference. Shapes: type and length, never a value. Values: of the fields in values, their values as well, for a week in the comparison server's memory, shown to those alone who may read them.</summary>
    [Values("Shapes", "Values"), Default("\"Shapes\"")]
    public string? Samples { get; init; }

    /// <summary>With samples: Values, which.</summary>
    public ShadowValues? Values { get; init; }
}

using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>The apex Service.</summary>
[ValidationRule("has(self.name) == has(oldSelf.name) && (!has(self.name) || self.name == oldSelf.name)", "service.name is immutable")]
public sealed record ApexService
{
    /// <summary>Its name. Default: the template's name. Immutable.</summary>
    [Length(1, 53), Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$")]
    public string? Name { get; init; }

    /// <summary>Its ports. Default: the template's only container port.</summary>
    [Items(0, 16)]
    public IReadOnlyList<ApexPort>? Ports { get; init; }

    /// <summary>Whether an existing Service of that name may be steered: its selector gains our key and nothing else changes.</summary>
    [Default("false")]
    public bool? Adopt { get; init; }
}

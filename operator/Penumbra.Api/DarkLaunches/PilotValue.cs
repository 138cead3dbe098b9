using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>A name and what its value must be.</summary>
[ValidationRule("has(self.value) != has(self.regex)", "exactly one of value and regex must be set")]
public sealed record PilotValue
{
    /// <summary>The header's or cookie's name.</summary>
    [Length(1, 256), Pattern("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")]
    public required string Name { get; init; }

    /// <summary>The exact value.</summary>
    [Length(1, 1024)]
    public string? Value { get; init; }

    /// <summary>A regular expression for the value (RE2).</summary>
    [Length(1, 1024)]
    public string? Regex { get; init; }
}

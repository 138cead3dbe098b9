using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>One way to be a pilot: a header or a cookie.</summary>
[ValidationRule("has(self.header) != has(self.cookie)", "exactly one of header and cookie must be set")]
public sealed record Pilot
{
    /// <summary>By a request header.</summary>
    public PilotValue? Header { get; init; }

    /// <summary>By a cookie.</summary>
    public PilotValue? Cookie { get; init; }
}

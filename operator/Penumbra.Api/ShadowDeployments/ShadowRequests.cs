using Penumbra.Api.Attributes;
using Penumbra.Api.Common;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>Which requests are asked, and how. The same section stands in the comparison server's own file.</summary>
[ValidationRule("!has(self.methods) || self.methods.all(m, m in ['GET', 'HEAD', 'OPTIONS']) || (has(self.unsafeAcknowledged) && self.unsafeAcknowledged)", "unsafe methods need unsafeAcknowledged: true")]
[ValidationRule("!has(self.credentials) || self.credentials != 'Forward' || (has(self.forwardAcknowledged) && self.forwardAcknowledged)", "credentials: Forward needs forwardAcknowledged: true")]
public sealed record ShadowRequests
{
    /// <summary>Which methods. Each request is carried out once more on live, and for some of them twice.</summary>
    [Items(1, 16), Default("[\"GET\",\"HEAD\",\"OPTIONS\"]")]
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>Somebody has thought about what further requests of unsafe methods do, on live as well.</summary>
    public bool? UnsafeAcknowledged { get; init; }

    /// <summary>The endpoints of the report, such as /orders/{id}; every other path is {other}. Queries are never shown.</summary>
    [Items(0, 200)]
    public IReadOnlyList<string>? Templates { get; init; }

    /// <summary>Which paths.</summary>
    public ShadowPaths? Paths { get; init; }

    /// <summary>Strip: Authorization and Cookie are not sent on.</summary>
    [Values("Strip", "Forward"), Default("\"Strip\"")]
    public string? Credentials { get; init; }

    /// <summary>With credentials: Forward, that users' credentials may reach the shadow.</summary>
    public bool? ForwardAcknowledged { get; init; }

    /// <summary>Further headers that are not sent on.</summary>
    [Items(0, 64)]
    public IReadOnlyList<string>? Strip { get; init; }

    /// <summary>The most of a request's body and of each answer's: bytes, up to 64Mi.</summary>
    [Pattern("^[1-9][0-9]{0,7}(Ki|Mi)?$"), Default("\"1Mi\"")]
    public IntOrString? MaxBody { get; init; }

    /// <summary>How long each side has for its whole answer.</summary>
    [Duration, Default("\"5s\"")]
    public string? Timeout { get; init; }

    /// <summary>How many are compared at once; above it copies are dropped and counted, and nothing queues.</summary>
    [Range(1, 10000), Default("64")]
    public int? MaxInFlight { get; init; }

    /// <summary>How many requests a second the comparison adds to live: an integer, or a string such as "0.5".</summary>
    [Pattern("^(0\\.[0-9]{1,2}|[1-9][0-9]{0,4}(\\.[0-9]{1,2})?)$"), Default("5")]
    [ValidationRule("double(self) >= 0.01 && double(self) <= 10000.0", "maxLiveRps must be from 0.01 to 10000")]
    public IntOrString? MaxLiveRps { get; init; }

    /// <summary>And never more than this percentage of what users ask of live: an integer, or a string such as "0.5". Not for what is replayed.</summary>
    [Pattern("^(100(\\.0{1,2})?|[0-9]{1,2}(\\.[0-9]{1,2})?)$"), Default("5")]
    [ValidationRule("double(self) >= 0.01", "maxLiveShare must be from 0.01 to 100")]
    public IntOrString? MaxLiveShare { get; init; }
}

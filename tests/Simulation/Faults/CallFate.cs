using System.Text;
using Penumbra.Sandbox.ApiServer.Requests;

namespace Penumbra.Simulation.Faults;

/// <summary>What a fault does to one request.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Answer">The answer that is given instead, for <see cref="CallFateKind.Answer"/>.</param>
/// <param name="Request">The request that is handled instead, for <see cref="CallFateKind.Rewrite"/>.</param>
public readonly record struct CallFate(CallFateKind Kind, ApiResponse? Answer = null, ApiRequest? Request = null)
{
    /// <summary>Nothing.</summary>
    public static CallFate Proceed => new(CallFateKind.Proceed);

    /// <summary>The process dies.</summary>
    public static CallFate Kill => new(CallFateKind.Kill);

    /// <summary>The connection breaks.</summary>
    public static CallFate Break => new(CallFateKind.Break);

    /// <summary>Nothing ever comes.</summary>
    public static CallFate Silence => new(CallFateKind.Silence);

    /// <summary>An error instead of an answer, as an API server words it where it says no more than its code.</summary>
    /// <param name="code">The HTTP status.</param>
    public static CallFate Refuse(int code) => code switch
    {
        429 => Refuse(429, "TooManyRequests", "the server is busy", 2),
        503 => Refuse(503, "ServiceUnavailable", "the server is currently unable to handle the request", 1),
        504 => Refuse(504, "Timeout", "the request timed out"),
        403 => Refuse(403, "Forbidden", "it is forbidden"),
        404 => Refuse(404, "NotFound", "it is not found"),
        422 => Refuse(422, "Invalid", "admission webhook denied the request"),
        _ => Refuse(500, "InternalError", "an error on the server"),
    };

    /// <summary>An error instead of an answer, as an API server words it.</summary>
    public static CallFate Refuse(int code, string reason, string message, int? retryAfter = null)
    {
        var details = retryAfter is { } seconds ? $$""","details":{"retryAfterSeconds":{{seconds}}}""" : "";
        var body = $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","reason":"{{reason}}","code":{{code}}{{details}}}""";
        var answer = new ApiResponse { Status = code, Body = Encoding.UTF8.GetBytes(body) };
        return new CallFate(CallFateKind.Answer, retryAfter is null ? answer : answer with { Headers = [new("Retry-After", $"{retryAfter}")] });
    }

    /// <summary>Another request is handled in its place.</summary>
    public static CallFate Rewrite(ApiRequest request) => new(CallFateKind.Rewrite, null, request);
}

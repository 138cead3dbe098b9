using System.Globalization;

namespace Penumbra.Metrics.Http;

/// <summary>What an exchange brought.</summary>
/// <param name="Fault">Why there is no body, or None.</param>
/// <param name="Status">The HTTP status, or 0.</param>
/// <param name="Body">The body, decompressed; empty when there is a fault.</param>
/// <param name="MediaType">The body's media type in lower case, or empty.</param>
internal readonly record struct FetchResult(FetchFault Fault, int Status, ReadOnlyMemory<byte> Body, string MediaType)
{
    /// <summary>An exchange without a body.</summary>
    public static FetchResult Failed(FetchFault fault, int status = 0) => new(fault, status, default, "");

    /// <summary>The fault in a few words, without anything that the other side said.</summary>
    public string Words => Fault switch
    {
        FetchFault.TimeOut => "time-out",
        FetchFault.Unreachable => "no connection",
        FetchFault.Forbidden => "its address is one that the operator never connects to",
        FetchFault.Redirect => "it redirects, which is not followed",
        FetchFault.Status => string.Create(CultureInfo.InvariantCulture, $"status {Status}"),
        FetchFault.TooLarge => "the answer is longer than 1 MiB",
        FetchFault.BadEncoding => "the answer's compression is broken or unknown",
        _ => "no answer",
    };
}

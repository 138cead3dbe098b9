namespace Penumbra.Metrics.Http;

/// <summary>Why an exchange brought no body. Our own words for it are all that anybody is shown.</summary>
internal enum FetchFault
{
    /// <summary>There is a body.</summary>
    None,

    /// <summary>No answer, or not all of it, in time.</summary>
    TimeOut,

    /// <summary>No connection, or one that broke.</summary>
    Unreachable,

    /// <summary>The address is one that the operator does not connect to.</summary>
    Forbidden,

    /// <summary>The answer points elsewhere, which is not followed.</summary>
    Redirect,

    /// <summary>Another status than 200.</summary>
    Status,

    /// <summary>The body is longer than allowed, counted after decompression.</summary>
    TooLarge,

    /// <summary>The body is compressed in a way that was not asked for, or wrongly.</summary>
    BadEncoding,
}

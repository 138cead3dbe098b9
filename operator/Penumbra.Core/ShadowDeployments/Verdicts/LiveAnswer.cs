namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>What live's first answer to a compared request was, by its status. The refusals that a wrong way to ask brings are told apart, so that it can be said what would be right.</summary>
public enum LiveAnswer
{
    /// <summary>2xx.</summary>
    Success,

    /// <summary>304: as good an answer as any, to somebody who has it already.</summary>
    NotModified,

    /// <summary>Any other 3xx.</summary>
    Redirect,

    /// <summary>400: also what a port for TLS says to a request without.</summary>
    BadRequest,

    /// <summary>401.</summary>
    Unauthorized,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>405.</summary>
    MethodNotAllowed,

    /// <summary>421: this host is none of live's.</summary>
    Misdirected,

    /// <summary>Any other 4xx.</summary>
    OtherRefusal,

    /// <summary>5xx: only in evidence of older versions. Such answers are not compared any more, see <see cref="NotCompared.LiveError"/>.</summary>
    Failure,
}

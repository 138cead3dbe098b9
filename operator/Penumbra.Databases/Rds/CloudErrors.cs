using System.Net;
using Penumbra.Core.SnapshotRefreshes.Observed;

namespace Penumbra.Databases.Rds;

/// <summary>The classes of the cloud's error codes, as they stand on the wire.</summary>
public static class CloudErrors
{
    /// <summary>What to do about an error.</summary>
    /// <param name="code">The code of the answer; empty when the answer was not the cloud's.</param>
    /// <param name="status">The status of HTTP; null when there was no answer.</param>
    public static CallClass Of(string code, HttpStatusCode? status) => code switch
    {
        "Throttling" or "ThrottlingException" or "RequestLimitExceeded" or "TooManyRequestsException" or "ServiceUnavailable" or "InternalFailure" or "InternalError" => CallClass.Retry,

        // A signature that has expired on the way is made anew with the next call.
        "RequestExpired" or "ExpiredToken" or "ExpiredTokenException" => CallClass.Retry,

        // The service account has no identity, or one that is refused; or whoever vouches for it does not answer for the moment.
        CloudIdentity.None => CallClass.Person,
        CloudIdentity.Unanswered or "IDPCommunicationError" => CallClass.Retry,

        // Usually no more than "not yet".
        "InsufficientDBInstanceCapacity" or "InsufficientDBClusterCapacityFault" or "InsufficientStorageClusterCapacity" or "InvalidDBClusterStateFault" or "InvalidDBClusterSnapshotStateFault"
            or "InvalidDBInstanceState" or "InvalidDBInstanceStateFault" or "InvalidDBSnapshotState" => CallClass.Retry,
        "DBClusterAlreadyExistsFault" or "DBInstanceAlreadyExists" or "DBClusterSnapshotAlreadyExistsFault" or "DBSnapshotAlreadyExists" => CallClass.Adopt,
        "DBClusterNotFoundFault" or "DBInstanceNotFound" or "DBClusterSnapshotNotFoundFault" or "DBSnapshotNotFound" or "DBSnapshotNotFoundFault" => CallClass.Gone,
        _ => status is null or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500 ? CallClass.Retry : CallClass.Person,
    };
}

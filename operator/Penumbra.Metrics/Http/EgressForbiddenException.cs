namespace Penumbra.Metrics.Http;

/// <summary>Ends a connection attempt that <see cref="EgressGuard"/> does not allow: a connect callback has no other way to say no.</summary>
internal sealed class EgressForbiddenException() : IOException("the address is not one that may be connected to");

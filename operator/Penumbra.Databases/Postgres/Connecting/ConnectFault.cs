using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Penumbra.Databases.Postgres.Connecting;

/// <summary>Why a connection was not made, in our own words: what a server says may hold anything.</summary>
/// <param name="Passes">Whether it is what a database says that is just being restored, so that another attempt may do.</param>
/// <param name="Words">For people.</param>
internal sealed record ConnectFault(bool Passes, string Words)
{
    /// <summary>What an exception of an attempt means; null for one that is no such thing.</summary>
    public static ConnectFault? Of(Exception exception) => exception switch
    {
        PostgresException answer => OfState(answer.SqlState),
        TimeoutException or NpgsqlException { InnerException: TimeoutException } => new(true, "no answer in time"),
        _ when Inner<SocketException>(exception) is { } socket => OfSocket(socket.SocketErrorCode),
        _ when Inner<AuthenticationException>(exception) is not null => new(false, "its certificate is not trusted"),
        NpgsqlException or IOException or OperationCanceledException => new(true, "the connection broke"),
        _ => null,
    };

    private static ConnectFault OfState(string state) => state switch
    {
        "57P03" => new(true, "it is starting up"),
        "57P01" or "57P02" => new(true, "it is going down"),
        // The cloud changes a master's password after it has said that it did.
        "28P01" or "28000" => new(true, "the password is not accepted (it may not have been changed yet)"),
        "53300" or "53400" => new(true, "it has no connection left"),
        "3D000" => new(false, "no such database"),
        "42501" => new(false, "the role may not connect to it"),
        _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal)
            => new(true, $"SQLSTATE {state}"),
        _ => new(false, $"SQLSTATE {state}"),
    };

    private static ConnectFault OfSocket(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => new(true, "its name does not resolve yet"),
        SocketError.ConnectionRefused => new(true, "it refuses connections"),
        SocketError.TimedOut => new(true, "no answer in time"),
        _ => new(true, $"no connection ({error})"),
    };

    private static T? Inner<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found) return found;
        }

        return null;
    }
}

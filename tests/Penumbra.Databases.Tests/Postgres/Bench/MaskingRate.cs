using System.Diagnostics;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Tests.Postgres.Real;

namespace Penumbra.Databases.Tests.Postgres.Bench;

/// <summary>How many rows a second are masked, against the same UPDATE as somebody would write it by hand.</summary>
/// <param name="Rows">The table's rows; three columns of each are masked.</param>
/// <param name="Hand">How long the UPDATE by hand took: md5 of the address, a name from a list, digits by md5. One backend, so one core.</param>
/// <param name="Email">How long our mask of the address alone took.</param>
/// <param name="Three">How long our masks of address, name and phone took, in one pass.</param>
public sealed record MaskingRate(long Rows, TimeSpan Hand, TimeSpan Email, TimeSpan Three)
{
    // What a careful person would write: readable, not keyed, not one to one.
    private const string ByHand = """
        UPDATE customers SET email = 'u' || md5(email) || '@example.invalid', full_name = 'Person ' || left(md5(full_name), 8),
            phone = '+372 5' || translate(left(md5(phone), 8), 'abcdef', '012345')
        """;

    /// <summary>Measures on a server; tables are made for it, each of them anew, so that no run finds the dead rows of another.</summary>
    public static async Task<MaskingRate> MeasureAsync(PostgresServer server, int rows)
    {
        SanitizeStep.Mask email = new("bench", [new("customers", "email", MaskKind.Email)]);
        SanitizeStep.Mask three = new("bench", [.. email.Rules, new("customers", "full_name", MaskKind.Name), new("customers", "phone", MaskKind.Digits)]);
        return new MaskingRate(
            rows,
            await TimeAsync(server, rows, database => server.RunAsync(database, ByHand)),
            await TimeAsync(server, rows, database => MaskAsync(server, database, email)),
            await TimeAsync(server, rows, database => MaskAsync(server, database, three)));
    }

    private static async Task<TimeSpan> TimeAsync(PostgresServer server, int rows, Func<string, Task> act)
    {
        var database = await server.NewDatabaseAsync($"""
            CREATE TABLE customers (id int PRIMARY KEY, email varchar(80), full_name text, phone text, joined timestamptz DEFAULT '2020-01-01');
            INSERT INTO customers SELECT n, 'person' || n || '@mail.example.org', 'Given' || n || ' Surname', '+372 5' || lpad((n * 7919::bigint % 10000000)::text, 7, '0') FROM generate_series(1, {rows}) n;
            """);
        await server.RunAsync("postgres", "CHECKPOINT");
        var watch = Stopwatch.StartNew();
        await act(database);
        return watch.Elapsed;
    }

    private static async Task MaskAsync(PostgresServer server, string database, SanitizeStep.Mask mask)
    {
        var result = await server.Work(database).SanitizeAsync(new SanitizePlan { Steps = [mask], Checks = [], Key = new byte[32] }, null, CancellationToken.None);
        if (result.Failure is { } failure) throw new InvalidOperationException(failure.Message);
    }
}

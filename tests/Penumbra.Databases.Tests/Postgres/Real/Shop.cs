using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>A small shop with people in it.</summary>
internal static class Shop
{
    public static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];

    public const string Script = """
        CREATE TABLE customers (id int PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, full_name text, phone text, joined date NOT NULL DEFAULT '2020-01-01');
        CREATE TABLE orders (id int PRIMARY KEY, customer_email varchar(80), total int NOT NULL, details jsonb NOT NULL DEFAULT '{}', remark text);
        INSERT INTO customers SELECT n, format('person%s@mail%s.example.org', n, n % 7), format('Given%s Surname%s', n, n * 3), format('+372 5%s %s', lpad((n % 100)::text, 2, '0'), lpad((n * 7919 % 10000000)::text, 7, '0'))
            FROM generate_series(1, 500) n;
        INSERT INTO orders SELECT n, format('person%s@mail%s.example.org', n % 500 + 1, (n % 500 + 1) % 7), n * 10 FROM generate_series(1, 1000) n;
        """;

    public static readonly SanitizeStep.Mask Masks = new("shape",
    [
        new("customers", "email", MaskKind.Email), new("customers", "full_name", MaskKind.Name), new("customers", "phone", MaskKind.Digits), new("orders", "customer_email", MaskKind.Email),
    ]);

    public static readonly VerifyCheck.Survivors Survivors = new("no-original-values", ["customers.email", "customers.full_name", "customers.phone"]);

    public static readonly VerifyCheck.Query NoRealMail = new("no-real-mail", new SqlText("verify/no-real-mail", "SELECT count(*) FROM customers WHERE email NOT LIKE '%@example.invalid'"), "0");

    public static readonly VerifyCheck.Suspects Suspects = new("suspects", []);

    public static SanitizePlan Plan(params SanitizeStep[] steps) => Plan([], steps);

    public static SanitizePlan Plan(IReadOnlyList<VerifyCheck> checks, params SanitizeStep[] steps) => new() { Steps = steps, Checks = checks, Key = Key };

    public static SanitizeStep.Sql Sql(string name, string text, string? secret = null) => new(name, new SqlText($"shop-sanitize/{name}.sql", text), secret);

    public static VerifyPlan Verify(params VerifyCheck[] checks) => new() { RunId = "20261121t000000z", ResourceId = "db-ABC", Digest = "d1", Checks = checks, Key = Key };

    public static T Done<T>(this WorkResult<T> result)
        where T : class
    {
        result.Failure.Should().BeNull();
        return result.Value!;
    }
}

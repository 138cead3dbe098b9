using System.Globalization;
using Penumbra.Databases.Tests.Postgres.Real;
using Xunit.Abstractions;

namespace Penumbra.Databases.Tests.Postgres.Bench;

/// <summary>The bench works. PENUMBRA_BENCH_ROWS makes it big enough to mean something; otherwise only the shape is asked for.</summary>
public sealed class MaskingRateTests(PostgresServer server, ITestOutputHelper output) : IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task Masking_is_not_far_slower_than_an_update_by_hand()
    {
        var rows = int.Parse(Environment.GetEnvironmentVariable("PENUMBRA_BENCH_ROWS") ?? "20000", CultureInfo.InvariantCulture);
        var rate = await MaskingRate.MeasureAsync(server, rows);
        output.WriteLine($"{rows} rows: by hand {rows / rate.Hand.TotalSeconds:0}/s, address {rows / rate.Email.TotalSeconds:0}/s, three columns {rows / rate.Three.TotalSeconds:0}/s");
        rate.Rows.Should().Be(rows);
        // A bound that a loaded machine keeps: it finds an accident such as a query per row.
        rate.Three.Should().BeLessThan((rate.Hand * 40) + TimeSpan.FromSeconds(20));
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;

namespace Penumbra.Bench.Processes;

/// <summary>A process of ours: its lines, its memory, its time.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;

    private ChildProcess(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>The lines that it wrote, at most the last ten thousand.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts <c>dotnet program arguments</c>.</summary>
    public static ChildProcess Start(string program, params string[] arguments) => Start(["dotnet", program, .. arguments]);

    /// <summary>Starts <c>dotnet program arguments</c> with a tenth of the weight that the kernel gives to others when cores are short (<c>nice -n 10</c>).</summary>
    public static ChildProcess StartWithTenth(string program, params string[] arguments) => Start(["nice", "-n", "10", "dotnet", program, .. arguments]);

    private static ChildProcess Start(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} could not be started"));
    }

    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Asks a child that listens to end, and waits.</summary>
    public Task StopAsync()
    {
        Tell("stop");
        return _process.WaitForExitAsync();
    }

    /// <summary>Resident memory now and at most, in bytes, as the kernel counts it.</summary>
    public (long Now, long Peak) Memory()
    {
        long now = 0, peak = 0;
        foreach (var line in File.ReadLines($"/proc/{_process.Id}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal)) now = Kibibytes(line);
            if (line.StartsWith("VmHWM:", StringComparison.Ordinal)) peak = Kibibytes(line);
        }

        return (now * 1024, peak * 1024);
    }

    /// <summary>Processor time so far.</summary>
    public TimeSpan Processor()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // SIGTERM, as a kubelet sends it.
            using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }

        await _reading;
        _process.Dispose();
    }

    private static long Kibibytes(string line) => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture);

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            Lines.Enqueue(line);
            while (Lines.Count > 10_000) Lines.TryDequeue(out _);
        }
    }
}

using System.Diagnostics;

namespace Penumbra.Sandbox.Pods;

/// <summary>A pod's program: a process of its own, whose output goes to a file.</summary>
public sealed class ProgramPod : IPodServer, IDisposable
{
    // As much as a kubelet takes.
    private const int MostWords = 2048;
    private readonly Process _process;
    private readonly Task _ended;
    private readonly ReadinessProbe? _probe;
    private int _stopping;

    internal ProgramPod(string name, string container, IReadOnlyList<string> line, IReadOnlyDictionary<string, string> environment, string log, ReadinessProbe? probe, Action changed)
    {
        _probe = probe;
        Name = name;
        Container = container;
        Log = log;
        var start = new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // Of this process' own environment only what finds programs.
        foreach (var variable in start.Environment.Keys.Where(name => name != "PATH" && !name.StartsWith("DOTNET_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(variable);
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{line[0]} could not be started");
        Id = _process.Id;
        _ended = EndAsync(changed);
        probe?.Begin(changed);
    }

    /// <summary>The pod's name.</summary>
    public string Name { get; }

    /// <summary>The container's name.</summary>
    public string Container { get; }

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>The file of what it said.</summary>
    public string Log { get; }

    /// <inheritdoc/>
    public bool Ready => _probe?.Ready ?? true;

    /// <inheritdoc/>
    public bool Crashed => ExitCode is not (null or 0);

    /// <inheritdoc/>
    public bool Stopped { get; private set; }

    /// <inheritdoc/>
    public int? ExitCode { get; private set; }

    /// <inheritdoc/>
    public string? LastWords
    {
        get
        {
            if (ExitCode is null || !File.Exists(Log))
                return null;
            using var file = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Seek(-Math.Min(file.Length, MostWords), SeekOrigin.End);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
    }

    /// <inheritdoc/>
    public void BeginStop(TimeSpan drain, TimeSpan grace)
    {
        if (Interlocked.Exchange(ref _stopping, 1) == 0)
            _ = StopAsync(grace);
    }

    /// <summary>SIGKILL: it hears nothing of it.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _ended.Wait(TimeSpan.FromSeconds(10));
    }

    private async Task StopAsync(TimeSpan grace)
    {
        using (var term = Process.Start("kill", ["-TERM", $"{Id}"]))
            await term.WaitForExitAsync();
        await Task.WhenAny(_ended, Task.Delay(grace));
        if (!_ended.IsCompleted)
            Kill();
    }

    private async Task EndAsync(Action changed)
    {
        await using (var file = new FileStream(Log, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0, useAsync: true))
        {
            var errors = _process.StandardError.ReadToEndAsync();
            await _process.StandardOutput.BaseStream.CopyToAsync(file);
            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(await errors));
        }
        await _process.WaitForExitAsync();
        _probe?.Dispose();
        ExitCode = _process.ExitCode;
        Stopped = true;
        _process.Dispose();
        changed();
    }
}

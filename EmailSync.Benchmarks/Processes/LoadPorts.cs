using System.Globalization;

namespace EmailSync.Benchmarks.Processes;

/// <summary>The ports of a run, by what listens there.</summary>
internal sealed class LoadPorts(IReadOnlyList<int> free)
{
    public const int Count = 6;

    public int Functions => free[0];

    public int Google => free[1];

    public int Microsoft => free[2];

    public int Crm => free[3];

    /// <summary>The options of the local host that choose them.</summary>
    public IEnumerable<string> Arguments()
    {
        string[] options = ["--port", "--google-port", "--microsoft-port", "--crm-port", "--smtp-port", "--smtp-http-port"];
        return options.Zip(free).SelectMany(pair => (string[])[pair.First, pair.Second.ToString(CultureInfo.InvariantCulture)]);
    }
}

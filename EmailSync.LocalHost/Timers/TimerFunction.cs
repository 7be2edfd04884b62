using EmailSync.LocalHost.Functions;

namespace EmailSync.LocalHost.Timers;

/// <summary>A function that a timer starts, its schedule resolved.</summary>
internal sealed record TimerFunction(FunctionEntry Function, ITimerSchedule Schedule, bool Monitored, bool RunOnStartup);

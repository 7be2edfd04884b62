using System.Runtime.CompilerServices;
using System.Text;

namespace EmailSync.Simulators;

/// <summary>
/// Old mail comes in encodings that the runtime knows only when asked to. MimeKit remembers for the life of the process which names it did not find, so
/// they have to be there before its first look, whoever takes it.
/// </summary>
internal static class LegacyEncodings
{
#pragma warning disable CA2255 // A library initialises itself: no caller could know that it must, nor be early enough.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
}

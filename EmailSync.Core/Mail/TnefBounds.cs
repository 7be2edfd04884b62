using System.Buffers.Binary;

namespace EmailSync.Core.Mail;

/// <summary>
/// Whether all counts and lengths in a TNEF payload (MS-OXTNEF) lie within its bytes. Who converts it believes them: without this look a few bytes could
/// order gigabytes of memory or minutes of counting.
/// </summary>
internal ref struct TnefBounds
{
    private const uint RecipientTable = 0x00069004;
    private const uint MapiProperties = 0x00069003;
    private const uint Attachment = 0x00069005;
    private const uint AttachmentBegins = 0x00069002;
    private const ushort Named = 0x8000;
    private const ushort MultiValued = 0x1000;
    private const ushort CompressedRtf = 0x1009;
    private const int HeaderLength = 6;
    private const int ChecksumLength = 2;
    private const int MaxProperties = 100_000;

    // A reference of two bytes becomes 17 at most.
    private const int MaxRtfRatio = 16;
    private const int RtfSlack = 4096;

    private ReadOnlySpan<byte> rest;
    private int attachments;
    private int properties;

    private TnefBounds(ReadOnlySpan<byte> rest) => this.rest = rest;

    public static bool AreKept(ReadOnlySpan<byte> tnef) => tnef.Length >= HeaderLength && new TnefBounds(tnef[HeaderLength..]).HoldsAttributes();

    private bool HoldsAttributes()
    {
        // Level, tag and length; fewer bytes at the end are read by nobody.
        while (rest.Length >= 9)
        {
            var tag = BinaryPrimitives.ReadUInt32LittleEndian(rest[1..]);
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest[5..]);
            rest = rest[9..];
            if (length < 0 || length > rest.Length) return false;
            if (tag == AttachmentBegins && ++attachments > MimeBounds.MaxParts) return false;
            var following = rest[length..];
            rest = rest[..length];
            if (!HoldsValue(tag)) return false;
            rest = following[Math.Min(ChecksumLength, following.Length)..];
        }

        return true;
    }

    private bool HoldsValue(uint tag)
    {
        if (tag is MapiProperties or Attachment) return HoldsProperties();
        if (tag != RecipientTable) return true;
        if (!TryInt(out var rows)) return false;
        for (var row = 0; row < rows; row++)
            if (!HoldsProperties()) return false;
        return true;
    }

    private bool HoldsProperties()
    {
        if (!TryInt(out var count)) return false;
        for (var i = 0; i < count; i++)
            if (++properties > MaxProperties || !HoldsProperty()) return false;
        return true;
    }

    private bool HoldsProperty()
    {
        if (rest.Length < 4) return false;
        var type = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        var id = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
        rest = rest[4..];
        if (id >= Named && !SkipName()) return false;
        var single = type & ~MultiValued;
        var isSized = single is 13 or 30 or 31 or 258;
        var count = 1;
        if (((type & MultiValued) != 0 || isSized) && !TryInt(out count)) return false;
        if (isSized) return HoldsSized(count, id);

        var each = single switch
        {
            0 or 1 => 0,
            2 or 3 or 4 or 10 or 11 => 4,
            5 or 6 or 7 or 20 or 64 => 8,
            72 => 16,
            _ => -1,
        };

        // What has no length can only be counted, and nobody has that many of it. An unknown type could have any.
        return each switch
        {
            < 0 => false,
            0 => count <= rest.Length,
            _ => (long)each * count <= rest.Length && Skip(each * count),
        };
    }

    private bool SkipName()
    {
        const int guid = 16;
        if (!Skip(guid) || !TryInt(out var kind)) return false;
        return kind switch
        {
            0 => Skip(sizeof(int)),
            1 => SkipSized(out _),
            _ => true,
        };
    }

    private bool HoldsSized(int count, ushort id)
    {
        for (var i = 0; i < count; i++)
            if (!SkipSized(out var value) || (id == CompressedRtf && !IsRtfHonest(value))) return false;
        return true;
    }

    private static bool IsRtfHonest(ReadOnlySpan<byte> rtf)
    {
        if (rtf.Length < 8) return true;
        var most = (long)rtf.Length * MaxRtfRatio + RtfSlack;
        return BinaryPrimitives.ReadInt32LittleEndian(rtf) is >= 0 and var compressed && compressed <= most
            && BinaryPrimitives.ReadInt32LittleEndian(rtf[4..]) is >= 0 and var plain && plain <= most;
    }

    /// <summary>A length, so many bytes, and as many more as make it a multiple of four; the last padding may be absent.</summary>
    private bool SkipSized(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryInt(out var length) || length > rest.Length) return false;
        value = rest[..length];
        return Skip((int)Math.Min(((long)length + 3) & ~3L, rest.Length));
    }

    private bool TryInt(out int value)
    {
        value = 0;
        if (rest.Length < sizeof(int)) return false;
        value = BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[sizeof(int)..];
        return value >= 0;
    }

    private bool Skip(int length)
    {
        if (length > rest.Length) return false;
        rest = rest[length..];
        return true;
    }
}

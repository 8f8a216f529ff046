/**
 * What both command lines share: the voice, the exit codes, the REST client.
 *
 * <p><b>The voice.</b> Data goes to stdout, talk goes to stderr. Every line of talk starts with the
 * command's name and a colon, so that a line in a script's log says where it came from. Errors
 * start in lower case and end without a full stop; what to do about them stands on a line of its
 * own that starts with {@code hint:}. Whatever takes more than a second says what it waits for.
 * Colour is used on a terminal only and never when {@code NO_COLOR} is set. Text that came from
 * elsewhere (a server's message, a lot's description) is printed without its control characters,
 * because a terminal obeys them. With {@code --json}, stdout is exactly one JSON object.
 *
 * <p><b>Exit codes</b> are {@link dev.sealedbid.cli.ExitCode}: stable, and meant for scripts.
 *
 * <p>A command never ends the process and holds no static state: {@link
 * dev.sealedbid.cli.CommandRunner} runs it against a {@link dev.sealedbid.cli.Terminal}, which is
 * everything that it sees of the world outside. That is how the demo runs hundreds of them in one
 * process.
 */
@org.jspecify.annotations.NullMarked
package dev.sealedbid.cli;
